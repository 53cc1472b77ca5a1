import { readFileSync } from 'node:fs';
import { parseIvf } from './ivf.ts';

/** VP8 of one size: a key frame, and a frame that may follow it, and itself, any number of times. */
export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly keyFrame: Buffer;
  readonly nextFrame: Buffer;
};

/** The pictures of a stream: by the label of its track and the height of the layer. */
export type PictureSource = (label: string, height: number) => Picture;

const FILES = ['camera-320x180.ivf', 'camera-640x360.ivf', 'camera-1280x720.ivf'] as const;

let pictures: readonly Picture[] | undefined;

function readPicture(name: string): Picture {
  const { width, height, frames } = parseIvf(
    readFileSync(new URL(`../../fixtures/${name}`, import.meta.url)),
  );
  const [keyFrame, nextFrame] = frames;
  if (keyFrame === undefined || nextFrame === undefined) throw new Error(`${name} has fewer than two frames`);
  return { width, height, keyFrame, nextFrame };
}

/** The ready-made picture whose height comes nearest. */
export function pictureOf(height: number): Picture {
  pictures ??= FILES.map(readPicture);
  return pictures.reduce((best, each) =>
    Math.abs(each.height - height) < Math.abs(best.height - height) ? each : best,
  );
}
