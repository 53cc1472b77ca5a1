'use client';

import type { ParticipantInfo } from '@convene/protocol';
import { type LucideIcon, Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../ui/Avatar.tsx';
import { cx } from '../../ui/cx.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { NetworkMark } from '../why/NetworkMark.tsx';
import { PersonMenu } from './PersonMenu.tsx';

type Props = {
  readonly participant: ParticipantInfo;
  readonly isSelf: boolean;
  /** Their place among the raised hands. */
  readonly number?: number | undefined;
  readonly menus: HTMLElement | null;
};

/** One person of the list: who they are, whether they are heard and seen. */
export const PersonRow = memo(function PersonRow({ participant, isSelf, number, menus }: Props) {
  const t = useTranslations();
  const { participantId, name, role, cameraOff, connection } = participant;
  const detail = [
    role === 'host' && t('people.host'),
    role === 'cohost' && t('people.cohost'),
    connection === 'reconnecting' && t('people.reconnecting'),
  ].filter((part) => part !== false);
  return (
    // Of five hundred rows only those in sight are laid out.
    <li className="group flex items-center gap-3 rounded-xl px-2.5 py-2 [contain-intrinsic-size:auto_3.25rem] [content-visibility:auto] hover:bg-hover/60">
      <span className="relative shrink-0">
        <Avatar id={participantId} name={name} className="w-9 text-sm" />
        {number !== undefined && (
          <span className="absolute -right-1.5 -bottom-1.5 grid h-4.5 min-w-4.5 place-items-center rounded-full bg-[#ffc46b] px-1 text-2xs font-semibold text-[#33230a] ring-2 ring-surface">
            {number}
          </span>
        )}
      </span>
      <div className="min-w-0 flex-1">
        <p className="line-clamp-3 text-sm font-medium wrap-anywhere">
          {isSelf ? t('common.nameWithYou', { name }) : name}
        </p>
        {detail.length > 0 && <p className="text-xs text-muted">{detail.join(' · ')}</p>}
      </div>
      <span className="flex items-center gap-2.5">
        <NetworkMark participant={participant} isSelf={isSelf} place="row" />
        <Microphone participant={participant} />
        <StateIcon
          on={!cameraOff}
          icons={[Video, VideoOff]}
          words={[t('people.camOn'), t('people.camOff')]}
        />
      </span>
      <PersonMenu participant={participant} isSelf={isSelf} menus={menus} />
    </li>
  );
});

/** Green while they are heard; loudness never passes through React. */
function Microphone({ participant: { participantId, muted } }: { readonly participant: ParticipantInfo }) {
  const t = useTranslations('people');
  const { rings } = useRoom();
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (mark.current === null || muted) return undefined;
    return rings.watch(participantId, mark.current);
  }, [rings, participantId, muted]);
  return (
    <span
      ref={mark}
      key={String(muted)}
      className="rounded-full transition-colors data-[speaking=true]:bg-speaking/20 data-[speaking=true]:ring-4 data-[speaking=true]:ring-speaking/20 data-[speaking=true]:[&>svg]:text-good-ink"
    >
      <StateIcon on={!muted} icons={[Mic, MicOff]} words={[t('micOn'), t('micOff')]} />
    </span>
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
