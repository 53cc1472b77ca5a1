import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WIDTH = 320;
const HEIGHT = 180;
const FRAMES = 15;
const BAR = 40;

/** One picture in YUV 4:2:0: a bright bar on grey, at the place that belongs to the frame. */
function picture(frame: number): Buffer {
  const luma = Buffer.alloc(WIDTH * HEIGHT, 90);
  const left = Math.floor((frame / FRAMES) * (WIDTH - BAR));
  for (let row = 0; row < HEIGHT; row++) luma.fill(220, row * WIDTH + left, row * WIDTH + left + BAR);
  return Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
}

/**
 * A film of one second in YUV4MPEG2, for a camera that has no more than 320 × 180: such pictures are cheap to encode, so
 * that two browsers fit beside a larger meeting. Answers its path.
 */
export function smallCamera(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'convene-camera-')), 'camera.y4m');
  const header = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES}:1 Ip A1:1 C420mpeg2\n`;
  const film = Array.from({ length: FRAMES }, (_, frame) => picture(frame));
  writeFileSync(path, Buffer.concat([Buffer.from(header), ...film]));
  return path;
}
