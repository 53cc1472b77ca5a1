'use client';

import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { gridLayout } from './gridLayout.ts';
import { ParticipantTile } from './ParticipantTile.tsx';
import { useElementSize } from './useElementSize.ts';
import { useRoomState } from './useRoomState.ts';

/** Everybody, as large as the area allows. */
export function ParticipantGrid() {
  const t = useTranslations('meeting');
  const participants = useRoomState((snapshot) => snapshot.participants);
  const selfId = useRoomState((snapshot) => snapshot.self?.participantId);
  const area = useRef<HTMLDivElement>(null);
  const { width, height } = useElementSize(area);
  const { boxes, contentHeight } = gridLayout(participants.length, width, height);
  return (
    <div ref={area} className="scroll-slim size-full overflow-x-hidden overflow-y-auto">
      <ul aria-label={t('participants')} className="relative" style={{ height: contentHeight }}>
        {participants.map((participant, index) => {
          const box = boxes[index];
          return (
            <li
              key={participant.participantId}
              className="absolute top-0 left-0 animate-fade transition-[transform,width,height] duration-300 ease-(--ease-out)"
              style={
                box && {
                  width: box.width,
                  height: box.height,
                  transform: `translate(${box.x}px, ${box.y}px)`,
                }
              }
            >
              <ParticipantTile participant={participant} isSelf={participant.participantId === selfId} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
