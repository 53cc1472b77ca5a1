'use client';

import type { RemovedPerson } from '@convene/protocol';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { undertakingOf } from './HostActions.ts';
import { useUndertaking } from './useUndertaking.ts';

/** Who was removed and cannot come back; they can be let in again. */
export function KeptOut() {
  const t = useTranslations('host');
  const removed = useRoomState((snapshot) => snapshot.door?.removed);
  if (removed === undefined || removed.length === 0) return null;
  return (
    <section className="flex flex-col gap-1">
      <h3 className="text-xs font-medium text-muted">{t('removed', { count: removed.length })}</h3>
      <ul aria-label={t('removedList')}>
        {removed.map((person) => (
          <Row key={person.banId} person={person} />
        ))}
      </ul>
    </section>
  );
}

function Row({ person: { banId, name } }: { readonly person: RemovedPerson }) {
  const t = useTranslations('host');
  const { host } = useInRoom();
  return (
    <li className="flex items-center gap-3 py-1.5">
      <Avatar id={banId} name={name} className="w-8 text-xs" />
      <span className="line-clamp-2 min-w-0 flex-1 text-sm font-medium wrap-anywhere">{name}</span>
      <Button
        size="sm"
        aria-label={t('letBackInName', { name })}
        busy={useUndertaking(undertakingOf.ban(banId))}
        onClick={() => void host.letBackIn(banId)}
      >
        {t('letBackIn')}
      </Button>
    </li>
  );
}
