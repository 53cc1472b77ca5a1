'use client';

import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useElementSize } from '../meeting/useElementSize.ts';
import { AloneCard } from './AloneCard.tsx';
import { Pager } from './Pager.tsx';
import { ParticipantTile } from './ParticipantTile.tsx';
import { ScreenTile } from './ScreenTile.tsx';
import { StageProvider } from './stageContext.ts';
import { StageItem } from './StageItem.tsx';
import { tileOf, useStage } from './useStage.ts';

const listClass = 'pointer-events-none absolute inset-0';

/**
 * Everybody, and every shared screen. Each has one tile for the whole meeting, which is put where the arrangement says:
 * whatever changes, no picture is made anew.
 */
export function Stage() {
  const t = useTranslations('meeting');
  const area = useRef<HTMLDivElement>(null);
  const [overlay, setOverlay] = useState<HTMLElement | null>(null);
  const [page, setPage] = useState(0);
  const size = useElementSize(area);
  const { arrangement, people, screens, self } = useStage(size, page);
  const isMeasured = size.width > 0 && size.height > 0;
  return (
    <StageProvider value={overlay}>
      <div ref={area} className="relative size-full overflow-clip">
        {screens.length > 0 && (
          <ul aria-label={t('sharedScreens')} className={listClass}>
            {screens.map((stream) => (
              <StageItem
                key={stream.streamId}
                place={arrangement.tiles.get(stream.streamId)}
                isMeasured={isMeasured}
              >
                <ScreenTile stream={stream} />
              </StageItem>
            ))}
          </ul>
        )}
        <ul aria-label={t('participants')} className={listClass}>
          {people.map((participant) => {
            const tile = tileOf(participant);
            return (
              <StageItem key={tile} place={arrangement.tiles.get(tile)} isMeasured={isMeasured}>
                <ParticipantTile participant={participant} isSelf={tile === self} />
              </StageItem>
            );
          })}
        </ul>
        <Pager arrangement={arrangement} onTurn={setPage} />
        {people.length === 1 && <AloneCard />}
      </div>
      <div ref={setOverlay} />
    </StageProvider>
  );
}
