'use client';

import type { StreamView } from '@convene/meeting-client';
import type { StreamId } from '@convene/protocol';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { AloneCard } from './AloneCard.tsx';
import { ParticipantGrid } from './ParticipantGrid.tsx';
import { ParticipantTile } from './ParticipantTile.tsx';
import { ScreenTile } from './ScreenTile.tsx';
import { useRoomState } from './useRoomState.ts';

const screensOf = (streams: ReadonlyMap<StreamId, StreamView>) =>
  [...streams.values()].filter((stream) => stream.source === 'screen');

/** The people; or, while somebody shares a screen, that screen with the people beside it. */
export function Stage() {
  const t = useTranslations('meeting');
  const streams = useRoomState((snapshot) => snapshot.streams);
  const screens = useMemo(() => screensOf(streams), [streams]);
  const alone = useRoomState((snapshot) => snapshot.participants.length === 1);

  if (screens.length === 0) {
    return (
      <div className="relative size-full">
        <ParticipantGrid />
        {alone && <AloneCard />}
      </div>
    );
  }
  return (
    <div className="flex size-full flex-col gap-2.5 landscape:flex-row">
      <ul aria-label={t('sharedScreens')} className="flex min-h-0 min-w-0 flex-1 flex-col gap-2.5">
        {screens.map((stream) => (
          <li key={stream.streamId} className="min-h-0 flex-1">
            <ScreenTile stream={stream} />
          </li>
        ))}
      </ul>
      <Filmstrip />
    </div>
  );
}

function Filmstrip() {
  const t = useTranslations('meeting');
  const participants = useRoomState((snapshot) => snapshot.participants);
  const selfId = useRoomState((snapshot) => snapshot.self?.participantId);
  return (
    <ul
      aria-label={t('participants')}
      className="scroll-slim flex shrink-0 gap-2.5 overflow-auto landscape:w-40 landscape:flex-col xl:landscape:w-60"
    >
      {participants.map((participant) => (
        <li key={participant.participantId} className="aspect-video shrink-0 portrait:h-24 landscape:w-full">
          <ParticipantTile participant={participant} isSelf={participant.participantId === selfId} />
        </li>
      ))}
    </ul>
  );
}
