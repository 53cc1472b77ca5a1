'use client';

import { Minimize } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useElementSize } from '../meeting/useElementSize.ts';
import { AloneCard } from './AloneCard.tsx';
import { FloatingSelf } from './FloatingSelf.tsx';
import { NobodyShown } from './NobodyShown.tsx';
import { Pager } from './Pager.tsx';
import { PictureInPicture } from './PictureInPicture.tsx';
import { ParticipantTile } from './ParticipantTile.tsx';
import { ScreenTile } from './ScreenTile.tsx';
import { endAlone } from './showAlone.ts';
import { StageProvider } from './stageContext.ts';
import { StageItem } from './StageItem.tsx';
import { UnseenSpeaker } from './UnseenSpeaker.tsx';
import { TileFocus } from './TileFocus.ts';
import { tileOf, type StageView, useStage } from './useStage.ts';
import { useSwipe } from './useSwipe.ts';

const listClass = 'pointer-events-none absolute inset-0';

/**
 * Everybody, and every shared screen. Each has one tile for the whole meeting, which is put where the arrangement says:
 * whatever changes, no picture is made anew.
 */
export function Stage() {
  const { stage } = useInRoom();
  const area = useRef<HTMLDivElement>(null);
  const [element, setElement] = useState<HTMLElement | null>(null);
  const view = useStage(useElementSize(area));
  const { arrangement, people, solo } = view;
  const swipe = useSwipe((step) => stage.setPage(arrangement.page + step));
  return (
    <StageProvider value={element}>
      <div ref={setElement} className="relative size-full touch-pan-y touch-pinch-zoom" {...swipe}>
        <div ref={area} className="relative size-full overflow-clip">
          <Tiles view={view} />
          <Pager arrangement={arrangement} onTurn={stage.setPage} />
          <UnseenSpeaker arrangement={arrangement} />
          <NobodyShown view={view} />
          {people.length === 1 && <AloneCard />}
        </div>
        {solo !== undefined && <EndAlone />}
        <PictureInPicture view={view} />
      </div>
    </StageProvider>
  );
}

/** All tiles; whoever uses the keyboard goes over them as they stand on the screen. */
function Tiles({ view }: { readonly view: StageView }) {
  const [focus] = useState(() => new TileFocus());
  useEffect(() => focus.follow(view.arrangement));
  return (
    // Keys are for the tiles in it, each of which can have the focus.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="contents" onKeyDown={focus.onKeyDown} onFocus={focus.onFocus}>
      <span ref={(edge) => focus.setEdge('before', edge)} tabIndex={-1} className="outline-none" />
      <Screens view={view} />
      <People view={view} />
      <span ref={(edge) => focus.setEdge('after', edge)} tabIndex={-1} className="outline-none" />
    </div>
  );
}

function Screens({ view: { arrangement, screens, isAnyPinned } }: { readonly view: StageView }) {
  const t = useTranslations('meeting');
  const { stage } = useInRoom();
  const { tiles, large } = arrangement;
  const isBeside = large.some((each) => screens.some(({ streamId }) => streamId === each));
  if (screens.length === 0) return null;
  return (
    <ul aria-label={t('sharedScreens')} className={listClass}>
      {screens.map((stream) => {
        const { streamId } = stream;
        const mayGrow = isBeside && !large.includes(streamId);
        return (
          <StageItem key={streamId} place={tiles.get(streamId)} isMeasured={arrangement.isMeasured}>
            <ScreenTile
              stream={stream}
              onEnlarge={mayGrow ? () => stage.showScreen(streamId, isAnyPinned) : undefined}
            />
          </StageItem>
        );
      })}
    </ul>
  );
}

function People({ view: { arrangement, people, self, area } }: { readonly view: StageView }) {
  const t = useTranslations('meeting');
  return (
    <ul aria-label={t('participants')} className={listClass}>
      {people.map((participant) => {
        const tile = tileOf(participant);
        const place = arrangement.tiles.get(tile);
        const drawn = <ParticipantTile participant={participant} isSelf={tile === self} />;
        return (
          <StageItem key={tile} place={place} isMeasured={arrangement.isMeasured}>
            {tile === self ? (
              <FloatingSelf isFloating={place?.isFloating === true} area={area}>
                {drawn}
              </FloatingSelf>
            ) : (
              drawn
            )}
          </StageItem>
        );
      })}
    </ul>
  );
}

/** The way back from one tile alone to everybody; leaving the browser's full screen is one as well. */
function EndAlone() {
  const t = useTranslations('stage');
  const { stage } = useInRoom();
  useEffect(() => {
    const onChange = () => {
      if (document.fullscreenElement === null) stage.showAlone(undefined);
    };
    document.addEventListener('fullscreenchange', onChange);
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      endAlone(stage);
    };
  }, [stage]);
  return (
    <IconButton
      label={t('endFullScreen')}
      variant="glass"
      className="absolute right-3 bottom-3 z-20"
      icon={<Minimize className="size-5" aria-hidden="true" />}
      onClick={() => endAlone(stage)}
    />
  );
}
