'use client';

import { createPortal } from 'react-dom';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { largeTiles } from './largeTiles.ts';
import { FloatingVideo } from './FloatingVideo.tsx';
import { PipScreen } from './PipScreen.tsx';
import { PipWindow } from './PipWindow.ts';
import type { StageView } from './useStage.ts';

/** What one would look at were there room for one tile: what is pinned, a shared screen, who speaks. */
function featured({ input, places, lastSpeaker }: StageView['arrangement']) {
  if (input === undefined) return undefined;
  const [tile] = largeTiles({ ...input, mode: 'speaker', people: places.order, lastSpeaker });
  return tile;
}

/** The small window over other programs. Its picture has an element of its own: those of the page stay where they are. */
export function PictureInPicture({ view }: { readonly view: StageView }) {
  const { pip } = useInRoom();
  const shown = useStore(pip.shown);
  const tile = featured(view.arrangement);
  if (PipWindow.kind() === 'video') return <FloatingVideo streamId={tile} />;
  if (shown === undefined) return null;
  return createPortal(<PipScreen view={view} tile={tile} />, shown.document.body);
}
