// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeLocalMedia } from '../../testing/FakeLocalMedia.ts';
import type { Notice } from '../meeting/notices.ts';
import { type Effect, EffectError, type EffectFailure } from './effect.ts';
import { Effects } from './Effects.ts';

const stopping: (() => void)[] = [];

beforeEach(() => {
  // Only whether they are there is asked.
  const apis = [
    'AudioWorkletNode',
    'MediaStreamTrackProcessor',
    'MediaStreamTrackGenerator',
    'OffscreenCanvas',
  ];
  for (const name of apis) vi.stubGlobal(name, () => undefined);
});
afterEach(() => {
  for (const stop of stopping.splice(0)) stop();
  vi.unstubAllGlobals();
  localStorage.clear();
});

const aTrack = () => ({ readyState: 'live' }) as unknown as MediaStreamTrack;

/** Effects whose start the test fails or lets be. */
function create({ fails }: { fails?: EffectFailure } = {}) {
  const media = new FakeLocalMedia();
  const told: Notice[] = [];
  const made: { track: MediaStreamTrack; stopped: boolean; fail: (failure: EffectFailure) => void }[] = [];
  const next = { fails };
  const effect: Effect = async (_, fail) => {
    if (next.fails !== undefined) throw new EffectError(next.fails, 'a test');
    const one = { track: aTrack(), stopped: false, fail };
    made.push(one);
    return { track: one.track, stop: () => (one.stopped = true) };
  };
  const load = async () => effect;
  const effects = new Effects({
    media,
    tell: (notice) => told.push(notice),
    load: { noise: load, blur: load },
  });
  stopping.push(() => effects.close());
  effects.start();
  return { media, told, made, effects, next };
}

const nothingFailed = () => undefined;

it('EFFECT-3: both are off until the person says so, and remembered then', () => {
  const { media, effects } = create();
  expect([media.cameraProcessor, media.microphoneProcessor]).toEqual([undefined, undefined]);
  effects.set('blur', true);
  expect(media.cameraProcessor).toBeDefined();
  const later = create();
  expect(later.media.cameraProcessor).toBeDefined();
  expect(later.media.microphoneProcessor).toBeUndefined();
});

it.each(['', 'no json', '{"blur": 1}'])('EFFECT-3: what %j left in the storage is let go', (text) => {
  localStorage.setItem('convene.effects', text);
  expect(create().effects.state.get()).toEqual({ noise: 'off', blur: 'off' });
});

it('EFFECT-3: a browser that cannot blur shows it off, whatever is remembered', () => {
  create().effects.set('blur', true);
  vi.stubGlobal('MediaStreamTrackProcessor', undefined);
  const { effects, media } = create();
  expect(effects.state.get().blur).toBe('off');
  expect(media.cameraProcessor).toBeUndefined();
});

it('EFFECT-4: another track of the device takes the place of the first, and the last one is freed', async () => {
  const { media, effects, made } = create();
  effects.set('blur', true);
  const processor = media.cameraProcessor!;
  expect(await processor.start(aTrack(), nothingFailed)).toBe(made[0]?.track);
  expect(await processor.start(aTrack(), nothingFailed)).toBe(made[1]?.track);
  expect(made.map(({ stopped }) => stopped)).toEqual([true, false]);
  processor.stop();
  expect(made.map(({ stopped }) => stopped)).toEqual([true, true]);
});

it('EFFECT-4: what is ready only after the camera was turned off is freed', async () => {
  const { media, effects, made } = create();
  effects.set('blur', true);
  const ended = { readyState: 'ended' } as unknown as MediaStreamTrack;
  await expect(media.cameraProcessor!.start(ended, nothingFailed)).rejects.toThrow();
  const late = media.cameraProcessor!.start(aTrack(), nothingFailed);
  media.cameraProcessor!.stop();
  await expect(late).rejects.toThrow();
  expect(made.map(({ stopped }) => stopped)).toEqual([true, true]);
});

it.each([
  { failure: 'broken', type: 'blurFailed' },
  { failure: 'slow', type: 'blurSlow' },
] as const)(
  'EFFECT-5: one that turns out $failure is told, turned off and forgotten',
  async ({ failure, type }) => {
    const { media, effects, made, told } = create();
    effects.set('blur', true);
    const failed = vi.fn();
    await media.cameraProcessor!.start(aTrack(), failed);
    made[0]?.fail(failure);
    expect(failed).toHaveBeenCalledTimes(1);
    expect(told).toEqual([{ type }]);
    expect(effects.state.get().blur).toBe('off');
    expect(media.cameraProcessor).toBeUndefined();
    expect(create().effects.state.get().blur).toBe('off');
  },
);

it('EFFECT-5: one that cannot start is told as well', async () => {
  const { media, effects, told } = create({ fails: 'broken' });
  effects.set('noise', true);
  await expect(media.microphoneProcessor!.start(aTrack(), nothingFailed)).rejects.toThrow(EffectError);
  expect(told).toEqual([{ type: 'noiseFailed' }]);
  expect(media.microphoneProcessor).toBeUndefined();
});

it('EFFECT-6: where the browser wants a click first, the click brings it', async () => {
  const { media, effects, told, next } = create({ fails: 'held' });
  effects.set('noise', true);
  await expect(media.microphoneProcessor!.start(aTrack(), nothingFailed)).rejects.toThrow(EffectError);
  expect(effects.state.get().noise).toBe('off');
  next.fails = undefined;
  window.dispatchEvent(new Event('pointerdown'));
  expect(media.microphoneProcessor).toBeDefined();
  expect(told).toEqual([]);
});

it('EFFECT-7: music is sent as it is, and a voice cleaned again', () => {
  const { media, effects } = create();
  effects.set('noise', true);
  const voice = media.getSnapshot().voice;
  media.set({ voice: { ...voice, fidelity: 'music' } });
  expect(media.microphoneProcessor).toBeUndefined();
  media.set({ voice });
  expect(media.microphoneProcessor).toBeDefined();
});
