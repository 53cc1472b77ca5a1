import type { StreamId } from '@convene/protocol';
import { type RefObject, useEffect } from 'react';
import { useRoom } from '../meeting/roomContext.ts';

/** The element shows this stream: what is asked of the server for it follows the element's size, and whether it is in view. */
export function useWatchedTile(
  video: RefObject<HTMLVideoElement | null>,
  streamId: StreamId | undefined,
): void {
  const { tiles } = useRoom();
  useEffect(() => {
    if (video.current === null || streamId === undefined) return undefined;
    return tiles.watch(streamId, video.current);
  }, [tiles, video, streamId]);
}
