'use client';

import type { BannedPerson } from '@convene/protocol';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { undertakingOf } from '../host/HostActions.ts';
import { useUndertaking } from '../host/useUndertaking.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { PeopleSection } from './PeopleSection.tsx';

/** Who was removed and cannot come back; they can be let in again. For hosts and co-hosts only, for nobody else knows. */
export function KeptOutSection() {
  const t = useTranslations('host');
  const banned = useRoomState((snapshot) => snapshot.door?.banned);
  if (banned === undefined || banned.length === 0) return null;
  return (
    <PeopleSection title={t('keptOut', { count: banned.length })} list={t('keptOutList')}>
      {banned.map((person) => (
        <KeptOutRow key={person.banId} person={person} />
      ))}
    </PeopleSection>
  );
}

function KeptOutRow({ person: { banId, name } }: { readonly person: BannedPerson }) {
  const t = useTranslations('host');
  const { host } = useInRoom();
  return (
    <li className="flex items-center gap-3 rounded-xl px-2.5 py-2">
      <Avatar id={banId} name={name} className="w-9 text-sm" />
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
