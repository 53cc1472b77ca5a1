import type { SyntheticEvent } from 'react';

export const pictureClass = 'tile-picture absolute inset-0 size-full transition-opacity duration-300';

/** Notes which way up the picture is: style sheets know nothing of what a `<video>` shows. */
export function noteShape({ currentTarget }: SyntheticEvent<HTMLVideoElement>): void {
  currentTarget.dataset['upright'] = String(currentTarget.videoHeight > currentTarget.videoWidth);
}
