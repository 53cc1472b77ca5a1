'use client';

import { useRef } from 'react';
import { cx } from '../../ui/cx.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia } from '../meeting/useRoomState.ts';
import { useTrack } from '../meeting/useTrack.ts';
import { noteShape, pictureClass } from './pictureShape.ts';
import type { PictureFit } from './StageChoices.ts';

/** The person's own camera, as in a mirror. */
export function SelfVideo({ fit }: { readonly fit: PictureFit | undefined }) {
  const { media } = useRoom();
  const on = useLocalMedia((snapshot) => snapshot.camera.state === 'on');
  const track = useLocalMedia(() => media.cameraTrack);
  const video = useRef<HTMLVideoElement>(null);
  useTrack(video, track);
  return (
    <video
      ref={video}
      autoPlay
      playsInline
      muted
      data-fit={fit}
      onResize={noteShape}
      className={cx(pictureClass, '-scale-x-100', !on && 'opacity-0')}
    />
  );
}
