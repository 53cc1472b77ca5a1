'use client';

import { streamIdOf } from '@convene/protocol';
import { AudioLines } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomState } from '../meeting/useRoomState.ts';
import type { Arrangement } from './arrange.ts';

/** Names who speaks where their tile is not to be seen: in full screen, or when people without video are hidden. */
export function UnseenSpeaker({ arrangement }: { readonly arrangement: Arrangement }) {
  const t = useTranslations('stage');
  const selfId = useRoomState((snapshot) => snapshot.self?.participantId);
  const name = useRoomState(
    ({ activeSpeaker, participants }) =>
      participants.find(({ participantId }) => participantId === activeSpeaker && participantId !== selfId)
        ?.name,
  );
  const speaker = useRoomState((snapshot) => snapshot.activeSpeaker);
  if (name === undefined || speaker === null || !arrangement.isMeasured) return null;
  if (arrangement.tiles.get(streamIdOf(speaker, 'camera'))?.inView === true) return null;
  return (
    <p className="pointer-events-none absolute bottom-3 left-1/2 z-10 flex max-w-[min(20rem,calc(100%-8rem))] -translate-x-1/2 animate-fade items-center gap-2 rounded-full bg-black/65 px-3.5 py-1.5 text-sm font-medium text-white backdrop-blur-md">
      <AudioLines className="size-4 shrink-0 text-speaking" aria-hidden="true" />
      <span className="truncate">{t('speaking', { name })}</span>
    </p>
  );
}
