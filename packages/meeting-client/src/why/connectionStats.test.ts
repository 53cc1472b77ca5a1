import { describe, expect, it } from 'vitest';
import { connectionBetween, readConnection } from './connectionStats.ts';

const pair = { type: 'candidate-pair', state: 'succeeded', nominated: true, currentRoundTripTime: 0.05 };

type Counts = {
  readonly kind?: 'audio' | 'video';
  readonly lost?: number;
  readonly jitter?: number;
  readonly bufferMs?: number;
};

/** Five seconds of streams with a hundred packets each, by their tracks. */
function between(streams: Readonly<Record<string, Counts>>, blameless: readonly string[] = []) {
  const reportOf = (isLater: boolean) =>
    new Map(
      Object.entries(streams).map(([trackIdentifier, counts], ssrc) => {
        const { kind = 'audio', lost = 0, jitter = 0.003, bufferMs = 40 } = counts;
        const played = isLater ? 960 : 0;
        const entry = {
          type: 'inbound-rtp',
          kind,
          ssrc,
          trackIdentifier,
          packetsReceived: isLater ? 100 - lost : 0,
          packetsLost: isLater ? lost : 0,
          jitter,
          jitterBufferEmittedCount: played,
          jitterBufferDelay: (played * bufferMs) / 1000,
        };
        return [trackIdentifier, entry] as const;
      }),
    );
  const read = (isLater: boolean) =>
    readConnection(new Map<string, object>([...reportOf(isLater), ['pair', pair]]), isLater ? 5000 : 0);
  return connectionBetween(read(false), read(true), new Set(blameless));
}

describe('WHY-14: a connection down is judged', () => {
  it('by loss, round trip, and by half of what the buffer of sound has grown to', () => {
    expect(between({ voice: { lost: 20, jitter: 0.2, bufferMs: 90 } })).toEqual({
      lossRatio: 0.2,
      roundTripMs: 50,
      jitterMs: expect.closeTo(45, 5),
      score: null,
    });
  });

  it('not by a buffer that has grown though nothing came late: a busy device makes sound wait for its picture', () => {
    expect(between({ voice: { jitter: 0.01, bufferMs: 600 } })?.jitterMs).toBeCloseTo(10);
  });

  it.each([
    ['what one of three senders lacks is not its doing', { a: { lost: 30 }, b: {}, c: {} }, 0],
    ['what all lack is', { a: { lost: 30 }, b: { lost: 10 }, c: { lost: 12 } }, 0.12],
    ['of two the better one counts', { a: { lost: 30 }, b: { lost: 5 } }, 0.05],
  ] as const)('by the middle one of its streams: %s', (_, streams, lossRatio) => {
    expect(between(streams)?.lossRatio).toBeCloseTo(lossRatio);
  });

  it('without streams that are known to come badly from their sender', () => {
    expect(between({ voice: { lost: 30, bufferMs: 300 } }, ['voice'])).toMatchObject({
      lossRatio: 0,
      roundTripMs: 50,
      jitterMs: null,
    });
  });

  it('by the jitter of pictures only without sound', () => {
    const face = { kind: 'video', jitter: 0.08 } as const;
    expect(between({ face })?.jitterMs).toBeCloseTo(80);
    expect(between({ face, voice: { jitter: 0.03, bufferMs: 40 } })?.jitterMs).toBeCloseTo(20);
  });

  it('not at all while little comes', () => {
    const nothing = readConnection(new Map([['pair', pair]]), 0);
    expect(connectionBetween(nothing, nothing)).toBeUndefined();
  });
});
