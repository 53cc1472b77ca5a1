import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';

/** Whether the person's own hand is up, as everybody sees it. */
export const useOwnHand = (): boolean =>
  useRoomState(
    ({ self, roomState }) => self !== undefined && roomState.hands[self.participantId] !== undefined,
  );

/** Raises the hand, or lowers it. */
export function useToggleHand(): () => void {
  const { host } = useInRoom();
  const isUp = useOwnHand();
  return () => void host.setHandRaised(!isUp);
}
