import { describe, expect, it } from 'vitest';
import { opusPacket } from './opus.ts';
import { pictureOf } from './pictures.ts';
import { packetize, parsePacket } from './vp8.ts';

describe('ready-made media', () => {
  it.each([
    { height: 180, width: 320 },
    { height: 360, width: 640 },
    { height: 720, width: 1280 },
  ])('LOAD-1: a picture of $height lines begins with a key frame of that size', ({ height, width }) => {
    const { keyFrame, nextFrame } = pictureOf(height);
    const [first] = packetize(keyFrame, { pictureId: 7, tl0PicIdx: 1 });
    expect(parsePacket(first!)).toEqual({ start: true, pictureId: 7, keyFrame: { width, height } });
    const [next] = packetize(nextFrame, { pictureId: 8, tl0PicIdx: 2 });
    expect(parsePacket(next!)).toEqual({ start: true, pictureId: 8, keyFrame: undefined });
  });

  it('LOAD-1: of a frame that needs several packets the first begins it', () => {
    const packets = packetize(pictureOf(720).keyFrame, { pictureId: 0x7fff, tl0PicIdx: 255 });
    expect(packets.length).toBeGreaterThan(3);
    expect(packets.map((packet) => parsePacket(packet)?.start)).toEqual([
      true,
      ...packets.slice(1).map(() => false),
    ]);
    expect(packets.every((packet) => parsePacket(packet)?.pictureId === 0x7fff)).toBe(true);
  });

  it.each([
    { what: 'nothing', bytes: [] },
    { what: 'a descriptor that is cut off', bytes: [0x90, 0x80, 0x80] },
    { what: 'a descriptor alone', bytes: [0x90, 0xe0, 0x80, 0x01, 0x00, 0x00] },
  ])('LOAD-3: $what says nothing of a frame', ({ bytes }) => {
    expect(parsePacket(Buffer.from(bytes))).toBeUndefined();
  });

  it.each([
    { ms: 20, frames: 1 },
    { ms: 40, frames: 2 },
    { ms: 60, frames: 3 },
  ] as const)('LOAD-1: an Opus packet of $ms ms has $frames frames of 20 ms', ({ ms, frames }) => {
    const { payload, samples } = opusPacket(ms);
    expect(samples).toBe(48 * ms);
    // The lowest bits of the first byte: one frame, or a count of equal ones in the second.
    expect(payload[0]! & 0b11).toBe(frames === 1 ? 0 : 3);
    if (frames > 1) expect(payload[1]).toBe(frames);
    expect((payload.length - (frames === 1 ? 1 : 2)) % frames).toBe(0);
  });
});
