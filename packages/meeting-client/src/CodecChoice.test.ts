import type { ParticipantInfo, VideoCodec } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodecChoice, commonCodec } from './CodecChoice.ts';

type Other = Pick<ParticipantInfo, 'cannotDecode' | 'role'>;
const sees: Other = { role: 'participant' };
const withoutVp9: Other = { role: 'participant', cannotDecode: ['vp9', 'av1'] };
const withoutAv1: Other = { role: 'participant', cannotDecode: ['av1'] };

describe('commonCodec', () => {
  it.each<[string, VideoCodec | undefined, readonly Other[], VideoCodec]>([
    ['a meeting that says nothing', undefined, [sees], 'vp8'],
    ['nobody else', 'vp9', [], 'vp9'],
    ['people who all see it', 'vp9', [sees, sees], 'vp9'],
    ['one who does not', 'vp9', [sees, withoutVp9], 'vp8'],
    ['one who does not see another one', 'vp9', [withoutAv1], 'vp9'],
    ['AV1 and one who sees VP9 alone', 'av1', [sees, withoutAv1], 'vp8'],
    ['one who waits to be let in', 'vp9', [{ ...withoutVp9, role: 'waiting' }], 'vp9'],
  ])('CODEC-1: %s', (...[, setting, others, codec]) => {
    expect(commonCodec(setting, others)).toBe(codec);
  });
});

describe('CodecChoice', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('CODEC-2: begins at once, goes to VP8 at once, and comes back after ten seconds without a break', () => {
    const changes: VideoCodec[] = [];
    const choice = new CodecChoice(() => changes.push(choice.codec));
    expect(choice.codec).toBe('vp8');
    choice.follow('vp9');
    choice.follow('vp8');
    expect(changes).toEqual(['vp9', 'vp8']);
    choice.follow('vp9');
    vi.advanceTimersByTime(9_999);
    choice.follow('vp9');
    expect(choice.codec).toBe('vp8');
    choice.follow('vp8');
    vi.advanceTimersByTime(60_000);
    expect(changes).toEqual(['vp9', 'vp8']);
    choice.follow('vp9');
    vi.advanceTimersByTime(10_000);
    expect(changes).toEqual(['vp9', 'vp8', 'vp9']);
  });

  it('CODEC-2: leaves no timer', () => {
    const choice = new CodecChoice(() => undefined);
    choice.follow('vp8');
    choice.follow('vp9');
    choice.reset();
    expect(vi.getTimerCount()).toBe(0);
    choice.follow('vp8');
    choice.follow('vp9');
    choice.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
