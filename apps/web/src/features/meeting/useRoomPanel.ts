import { useState } from 'react';
import { useStore } from '../../ui/useStore.ts';
import { isHostOrCohost } from '../host/hostRights.ts';
import { useInRoom } from './inRoomContext.ts';
import { useRoomState } from './useRoomState.ts';

export type Panel = 'chat' | 'people' | 'host';

export type RoomPanel = {
  readonly shown: Panel | undefined;
  readonly show: (panel: Panel | undefined) => void;
  readonly toggle: (panel: Panel) => void;
};

/** Which panel stands beside the stage. */
export function useRoomPanel(): RoomPanel {
  const { why } = useInRoom();
  const [panel, setPanel] = useState<Panel>();
  const isAskedWhy = useStore(why) !== undefined;
  const mayHost = useRoomState((snapshot) => isHostOrCohost(snapshot.self?.role));
  // It goes with the right; the one that stood before comes back when nobody asks for a picture any more.
  const shown = isAskedWhy || (panel === 'host' && !mayHost) ? undefined : panel;
  const show = (which: Panel | undefined) => {
    why.set(undefined);
    setPanel(which);
  };
  return { shown, show, toggle: (which) => show(shown === which ? undefined : which) };
}
