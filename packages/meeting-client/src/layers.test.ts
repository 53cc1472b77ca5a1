import { type ConsumerInfo, crowdOf, ParticipantId, streamIdOf, type ViewTile } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { crowdSeen, spatialLayersOf, wantedOf } from './layers.ts';

describe('spatialLayersOf', () => {
  it.each<[ConsumerInfo['type'], string | undefined, number]>([
    ['simulcast', 'S3T3', 3],
    ['simulcast', 'S2T1', 2],
    ['svc', 'L3T3_KEY', 3],
    ['svc', 'L2T2', 2],
    ['svc', undefined, 1],
    ['simple', undefined, 1],
    ['simple', 'L3T3', 1],
    ['simulcast', 'nonsense', 1],
  ])('QUALITY-4: %s with %s has %i', (type, scalabilityMode, count) => {
    const encodings = [{ ssrc: 1, scalabilityMode }];
    expect(spatialLayersOf({ type, rtpParameters: { codecs: [], encodings } })).toBe(count);
  });
});

describe('wantedOf', () => {
  const tile = (more: Partial<ViewTile>) =>
    ({ width: 640, height: 360, visible: true, pinned: false, quality: 'auto', ...more }) as ViewTile;
  it.each<[string, ViewTile | undefined, number | null | undefined]>([
    ['of a tile, by its size', tile({}), 1],
    ['of one that was made high', tile({ quality: 'high' }), 2],
    ['of one that is not seen, none', tile({ visible: false }), null],
    ['of one that is off, none', tile({ quality: 'off' }), null],
    ['of a stream that is not drawn, not known', undefined, undefined],
  ])('QUALITY-4: %s', (_, of, layer) => {
    expect(wantedOf(of, crowdOf([of]), 3)).toBe(layer);
  });

  it('QUALITY-4, VIEW-6: what is asked for in a crowd is what the server forwards: of pictures that are seen alone', () => {
    const streams = Array.from({ length: 40 }, () => ({
      streamId: streamIdOf(ParticipantId.parse(crypto.randomUUID()), 'camera'),
      kind: 'video' as const,
      paused: false,
    }));
    const seen = (count: number, paused = false) => {
      const tiles = new Map(
        streams.map(({ streamId }, index) => [streamId, tile({ streamId, visible: index < count })]),
      );
      const sent = streams.map((stream, index) => ({ ...stream, paused: paused && index > 0 }));
      return crowdSeen(sent, (streamId) => tiles.get(streamId));
    };
    expect(wantedOf(tile({}), seen(9), 3)).toBe(1);
    expect(wantedOf(tile({}), seen(40), 3)).toBe(0);
    expect(wantedOf(tile({ quality: 'high' }), seen(40), 3)).toBe(2);
    expect(wantedOf(tile({}), seen(40, true), 3)).toBe(1);
  });
});
