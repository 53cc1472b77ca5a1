import { RtpHeader } from 'werift';
import { describe, expect, it } from 'vitest';
import { pictureOf } from '../media/pictures.ts';
import { packetize } from '../media/vp8.ts';
import { StreamMeter } from './StreamMeter.ts';

/** A frame's first packet. */
function packetOf(pictureId: number, kind: 'key' | 'next' = 'next'): Buffer {
  const frame = kind === 'key' ? pictureOf(180).keyFrame : Buffer.alloc(20, 1);
  const [packet] = packetize(frame, { pictureId, tl0PicIdx: 0 });
  if (packet === undefined) throw new Error('a frame has a packet');
  return packet;
}

/** What a meter counts of frames, each with its place in the sequence. */
function countsOf(frames: readonly (readonly [sequenceNumber: number, pictureId: number, kind?: 'key'])[]) {
  const meter = new StreamMeter('video');
  for (const [sequenceNumber, pictureId, kind] of frames) {
    meter.receive(new RtpHeader({ sequenceNumber }), packetOf(pictureId, kind));
  }
  const { sequenceBreaks, pictureBreaks, lost } = meter.counts();
  return { sequenceBreaks, pictureBreaks, lost };
}

describe('StreamMeter', () => {
  it.each([
    {
      what: 'none, of pictures in order and over the end of their ids',
      frames: [
        [1, 32_766],
        [2, 32_767],
        [3, 0],
        [4, 1],
      ] as const,
      counts: { sequenceBreaks: 0, pictureBreaks: 0, lost: 0 },
    },
    {
      what: 'one, of a picture that never comes',
      frames: [
        [1, 7],
        [3, 9],
        [4, 10],
      ] as const,
      counts: { sequenceBreaks: 1, pictureBreaks: 1, lost: 1 },
    },
    {
      what: 'one, of a picture that comes late',
      frames: [
        [1, 7],
        [3, 9],
        [2, 8],
        [4, 10],
      ] as const,
      counts: { sequenceBreaks: 1, pictureBreaks: 1, lost: 0 },
    },
    {
      what: 'one, of a picture that is left out with all its packets',
      frames: [
        [1, 7],
        [2, 9],
        [3, 10],
      ] as const,
      counts: { sequenceBreaks: 0, pictureBreaks: 1, lost: 0 },
    },
    {
      what: 'none, of some that a sender leaves out before a key frame',
      frames: [
        [1, 7],
        [2, 12, 'key'],
        [3, 13],
      ] as const,
      counts: { sequenceBreaks: 0, pictureBreaks: 0, lost: 0 },
    },
    {
      what: 'one, of a picture that is missing after a key frame',
      frames: [
        [1, 7],
        [2, 12, 'key'],
        [3, 14],
      ] as const,
      counts: { sequenceBreaks: 0, pictureBreaks: 1, lost: 0 },
    },
  ])('LOAD-3: breaks of pictures: $what', ({ frames, counts }) => {
    expect(countsOf(frames)).toEqual(counts);
  });
});
