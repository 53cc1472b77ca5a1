'use client';

import type { StreamId } from '@convene/protocol';
import { useRef } from 'react';
import { cx } from '../../ui/cx.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { useTrack } from '../meeting/useTrack.ts';
import { PictureOff } from '../quality/PictureOff.tsx';
import { useChoiceAgainst } from '../quality/useChoiceAgainst.ts';
import { useWatchedTile } from './useWatchedTile.ts';

/** A shared screen, whole: nothing of it is cut off. */
export function ScreenPicture({ streamId }: { readonly streamId: StreamId }) {
  const { client } = useRoom();
  const video = useRef<HTMLVideoElement>(null);
  const track = useRoomState(() => client.track(streamId));
  useTrack(video, track);
  useWatchedTile(video, streamId);

  const isOff = useChoiceAgainst(streamId) !== undefined;
  return (
    <>
      <video
        ref={video}
        autoPlay
        playsInline
        muted
        className={cx('absolute inset-0 size-full object-contain', isOff && 'opacity-0')}
      />
      <PictureOff streamId={streamId} />
    </>
  );
}
