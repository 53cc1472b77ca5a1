import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FRAMES = 15;
const BAR = 40;
const GREY = 128;

type Film = {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** How bright it is, pixel by pixel. */
  readonly luma: (frame: number) => Uint8Array;
};

/** Fifteen pictures in YUV4MPEG2 (4:2:0), again and again. Answers its path. */
function film({ width, height, framesPerSecond, luma }: Film): string {
  const path = join(mkdtempSync(join(tmpdir(), 'convene-camera-')), 'camera.y4m');
  const header = `YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420mpeg2\n`;
  const colour = Buffer.alloc((width * height) / 2, GREY);
  const pictures = Array.from({ length: FRAMES }, (_, frame) => [
    Buffer.from('FRAME\n'),
    luma(frame),
    colour,
  ]);
  writeFileSync(path, Buffer.concat([Buffer.from(header), ...pictures.flat()]));
  return path;
}

/** For a camera that has no more than 320 × 180: such pictures are cheap to encode, so that two browsers fit beside a larger meeting. */
export function smallCamera(): string {
  const [width, height] = [320, 180];
  /** A bright bar on grey, at the place that belongs to the frame. */
  const luma = (frame: number) => {
    const picture = Buffer.alloc(width * height, 90);
    const left = Math.floor((frame / FRAMES) * (width - BAR));
    for (let row = 0; row < height; row++) picture.fill(220, row * width + left, row * width + left + BAR);
    return picture;
  };
  return film({ width, height, framesPerSecond: FRAMES, luma });
}

/** For a camera of 1280 × 720 with thirty frames a second. All of it moves: to encode it, and to decode it, is work. */
export function largeCamera(): string {
  const [width, height] = [1280, 720];
  const turn = 2 * Math.PI;
  /** Hills and valleys that have come round, after all frames, to where they began. */
  const luma = (frame: number) => {
    const shift = (frame / FRAMES) * turn;
    const columns = Array.from({ length: width }, (_, x) => Math.sin((x / width) * 5 * turn + shift));
    const rows = Array.from({ length: height }, (_, y) => Math.cos((y / height) * 3 * turn + shift));
    return Buffer.from(rows.flatMap((row) => columns.map((column) => 128 + Math.round(60 * row * column))));
  };
  return film({ width, height, framesPerSecond: 30, luma });
}
