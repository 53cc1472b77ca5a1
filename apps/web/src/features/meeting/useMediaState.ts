import { useStore } from '../../ui/useStore.ts';
import { useRoom } from './roomContext.ts';
import { useLocalMedia, useRoomState } from './useRoomState.ts';

/** How the person's switches stand. */
export function useMediaState() {
  const { controls } = useRoom();
  useStore(controls.wish);
  const cameraStarting = useLocalMedia((snapshot) => snapshot.camera.state === 'starting');
  const cameraOff = useLocalMedia(() => controls.cameraOff);
  useLocalMedia((snapshot) => snapshot.microphone.state);
  const muted = useRoomState(() => controls.muted);
  return { muted, cameraOff, cameraStarting };
}
