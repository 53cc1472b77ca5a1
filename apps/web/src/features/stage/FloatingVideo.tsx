'use client';

import type { StreamId } from '@convene/protocol';
import { useEffect, useRef } from 'react';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { useTrack } from '../meeting/useTrack.ts';
import { useWatchedTile } from './useWatchedTile.ts';

/** The picture for a browser's own window of one video: unseen in the page, and always that of who speaks. */
export function FloatingVideo({ streamId }: { readonly streamId: StreamId | undefined }) {
  const { client } = useRoom();
  const { pip } = useInRoom();
  const video = useRef<HTMLVideoElement>(null);
  const track = useRoomState(() => (streamId === undefined ? undefined : client.track(streamId)));
  useTrack(video, track);
  useEffect(() => {
    pip.setVideo(video.current);
    return () => pip.setVideo(null);
  }, [pip]);
  useWatchedTile(video, streamId);
  return (
    <video
      ref={video}
      autoPlay
      playsInline
      muted
      aria-hidden="true"
      className="pointer-events-none absolute bottom-0 left-0 size-px opacity-0"
    />
  );
}
