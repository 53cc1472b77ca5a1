'use client';

import type { ParticipantInfo } from '@convene/protocol';
import { Check, Link2, type LucideIcon, Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { useCopyLink } from '../../ui/useCopyLink.ts';
import { useRoom } from './roomContext.ts';
import { useRoomState } from './useRoomState.ts';

/** Who is here, and the link that brings more. */
export function PeoplePanel() {
  const t = useTranslations();
  const { link, toaster } = useRoom();
  const participants = useRoomState((snapshot) => snapshot.participants);
  const selfId = useRoomState((snapshot) => snapshot.self?.participantId);
  const { copied, copy } = useCopyLink(link, () => toaster.show({ type: 'copyFailed' }));
  return (
    <>
      <div className="px-5 pb-4">
        <Button onClick={copy} className="w-full">
          {copied ? (
            <Check className="size-4.5 text-good-ink" aria-hidden="true" />
          ) : (
            <Link2 className="size-4.5" aria-hidden="true" />
          )}
          <span aria-live="polite">{copied ? t('common.linkCopied') : t('people.invite')}</span>
        </Button>
      </div>
      <p className="px-5 pb-1 text-xs font-medium text-muted">
        {t('meeting.inMeeting', { count: participants.length })}
      </p>
      <ul aria-label={t('people.list')} className="scroll-slim flex-1 overflow-y-auto px-2.5 pb-4">
        {participants.map((participant) => (
          <PersonRow
            key={participant.participantId}
            participant={participant}
            isSelf={participant.participantId === selfId}
          />
        ))}
      </ul>
    </>
  );
}

function PersonRow({
  participant,
  isSelf,
}: {
  readonly participant: ParticipantInfo;
  readonly isSelf: boolean;
}) {
  const t = useTranslations();
  const { participantId, name, role, muted, cameraOff, connection } = participant;
  const detail = [
    role === 'host' && t('people.host'),
    role === 'cohost' && t('people.cohost'),
    connection === 'reconnecting' && t('people.reconnecting'),
  ].filter((part) => part !== false);
  return (
    <li className="flex items-center gap-3 rounded-xl px-2.5 py-2">
      <Avatar id={participantId} name={name} className="w-9 text-sm" />
      <div className="min-w-0 flex-1">
        <p className="line-clamp-3 text-sm font-medium wrap-anywhere">
          {isSelf ? t('common.nameWithYou', { name }) : name}
        </p>
        {detail.length > 0 && <p className="text-xs text-muted">{detail.join(' · ')}</p>}
      </div>
      <span className="flex gap-2.5">
        <StateIcon on={!muted} icons={[Mic, MicOff]} words={[t('people.micOn'), t('people.micOff')]} />
        <StateIcon
          on={!cameraOff}
          icons={[Video, VideoOff]}
          words={[t('people.camOn'), t('people.camOff')]}
        />
      </span>
    </li>
  );
}

type StateIconProps = {
  readonly on: boolean;
  readonly icons: readonly [LucideIcon, LucideIcon];
  readonly words: readonly [string, string];
};

function StateIcon({ on, icons: [OnIcon, OffIcon], words: [onWords, offWords] }: StateIconProps) {
  const Icon = on ? OnIcon : OffIcon;
  return (
    <>
      <Icon aria-hidden="true" className={cx('size-4.5', on ? 'text-muted' : 'text-danger-ink')} />
      <span className="sr-only">{on ? onWords : offWords}</span>
    </>
  );
}
