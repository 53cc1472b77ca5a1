import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portrait } from './drawing.ts';

/** A film of one frame for Chromium's fake camera (YUV4MPEG2); answers its path. */
export function cameraFilm(index: number): string {
  const { width, height, data } = portrait(index, 360);
  const path = join(mkdtempSync(join(tmpdir(), 'convene-shots-')), 'camera.y4m');
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F5:1 Ip A1:1 C420mpeg2\nFRAME\n`);
  writeFileSync(path, Buffer.concat([header, data]));
  return path;
}
