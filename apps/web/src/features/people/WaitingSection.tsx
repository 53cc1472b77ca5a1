'use client';

import type { WaitingPerson } from '@convene/protocol';
import { Check, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { undertakingOf } from '../host/HostActions.ts';
import { useUndertaking } from '../host/useUndertaking.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { isNamed } from './peopleList.ts';
import { PeopleSection } from './PeopleSection.tsx';

/** More would push those who are in the meeting out of sight. */
const SHOWN_AT_FIRST = 6;

/** Who asks to be let in; for hosts and co-hosts only, for nobody else knows. `search`: those of them who are looked for. */
export function WaitingSection({ search }: { readonly search: string }) {
  const t = useTranslations('host');
  const [isWhole, setWhole] = useState(false);
  const { knocks } = useInRoom();
  const waiting = useRoomState((snapshot) => snapshot.door?.waiting);
  // Whoever looks at the list needs no card over the stage about the same people.
  useEffect(() => {
    if (waiting !== undefined) knocks.putAside();
  }, [knocks, waiting]);
  if (waiting === undefined || waiting.length === 0) return null;
  const found = waiting.filter(({ name }) => isNamed(name, search));
  // With one more there is room for that one as well as for the button.
  const shown =
    isWhole || search !== '' || found.length <= SHOWN_AT_FIRST + 1 ? found : found.slice(0, SHOWN_AT_FIRST);
  return (
    <PeopleSection
      title={t('waiting', { count: waiting.length })}
      list={t('waitingList')}
      empty={found.length === 0 ? t('nobodyWaitsSo') : undefined}
    >
      {waiting.length > 1 && search === '' && <AnswerAll />}
      {shown.map((person) => (
        <WaitingRow key={person.knockId} person={person} />
      ))}
      {shown.length < found.length && (
        <li className="px-2.5 pt-1">
          <Button size="sm" className="w-full" onClick={() => setWhole(true)}>
            {t('showAllWaiting', { count: found.length })}
          </Button>
        </li>
      )}
    </PeopleSection>
  );
}

function WaitingRow({ person: { knockId, name, since } }: { readonly person: WaitingPerson }) {
  const t = useTranslations('host');
  const { host } = useInRoom();
  const busy = useUndertaking(undertakingOf.knock(knockId));
  const time = new Date(since).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  return (
    <li className="flex items-center gap-3 rounded-xl px-2.5 py-2">
      <Avatar id={knockId} name={name} className="w-9 text-sm" />
      <div className="min-w-0 flex-1">
        <p className="line-clamp-2 text-sm font-medium wrap-anywhere">{name}</p>
        <p className="text-xs text-muted">{t('waitingSince', { time })}</p>
      </div>
      <IconButton
        label={t('refuseName', { name })}
        icon={<X className="size-5" aria-hidden="true" />}
        disabled={busy}
        className="text-danger-ink"
        onClick={() => void host.answerKnock(knockId, false)}
      />
      <IconButton
        label={t('admitName', { name })}
        icon={busy ? <Spinner /> : <Check className="size-5" aria-hidden="true" />}
        disabled={busy}
        className="bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent"
        onClick={() => void host.answerKnock(knockId, true)}
      />
    </li>
  );
}

function AnswerAll() {
  const t = useTranslations('host');
  const { host } = useInRoom();
  const busy = useUndertaking(undertakingOf.knock('all'));
  return (
    <li className="grid grid-cols-2 gap-2 px-2.5 pt-1 pb-2">
      <Button size="sm" disabled={busy} onClick={() => host.ask({ type: 'refuseAll' })}>
        {t('refuseAll')}
      </Button>
      <Button size="sm" variant="primary" busy={busy} onClick={() => void host.answerKnock('all', true)}>
        {t('admitAll')}
      </Button>
    </li>
  );
}
