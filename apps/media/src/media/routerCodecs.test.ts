import { expect, it } from 'vitest';
import { routerRtpCapabilities } from './routerCodecs.ts';

it('PRODUCE-15: every router speaks Opus, VP8, VP9, H.264 and AV1 (001-4, 004-14)', () => {
  const spoken = (routerRtpCapabilities.codecs ?? []).map(({ mimeType }) => mimeType.toLowerCase());
  expect(spoken.filter((mimeType) => !mimeType.endsWith('/rtx'))).toEqual([
    'audio/opus',
    'video/vp8',
    'video/vp9',
    'video/h264',
    'video/av1',
  ]);
});
