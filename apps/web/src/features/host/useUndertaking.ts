import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';

/** Whether this was asked of the server, and is not answered yet. */
export function useUndertaking(key: string): boolean {
  const { host } = useInRoom();
  return useStore(host.undertakings.underWay).has(key);
}
