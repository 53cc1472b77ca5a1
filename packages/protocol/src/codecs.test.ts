import { expect, it } from 'vitest';
import { undecodable, type VideoCodec } from './codecs.ts';

const can = (...mimeTypes: string[]) => ({
  codecs: mimeTypes.map((mimeType) => ({
    mimeType,
    kind: mimeType.startsWith('audio') ? ('audio' as const) : ('video' as const),
    clockRate: 90_000,
  })),
});

it.each<[string, Parameters<typeof undecodable>[0], readonly VideoCodec[]]>([
  ['all', can('audio/opus', 'video/VP8', 'video/VP9', 'video/AV1', 'video/rtx'), []],
  ['VP8 alone', can('audio/opus', 'video/VP8', 'video/rtx'), ['vp9', 'av1']],
  ['all but AV1, in another spelling', can('video/vp8', 'video/vp9'), ['av1']],
  ['sound alone, who hinders nobody', can('audio/opus'), []],
  ['nothing', {}, []],
])('CODEC-1: who decodes %s', (_, capabilities, codecs) => {
  expect(undecodable(capabilities)).toEqual(codecs);
});
