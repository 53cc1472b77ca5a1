import type { VideoCodec } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSent, track } from './testing/createSent.ts';

describe('SentStream: the codec and the fidelity', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const sentIn = (codec: VideoCodec | undefined, camera: MediaStreamTrack = track('video')) =>
    ({ state: 'sent', track: camera, paused: false, ...(codec && { codec }) }) as const;

  it('CODEC-3: another codec is another producer of the same track, and the one before goes three seconds later', async () => {
    const { sent, transport, signaling } = createSent('camera');
    const camera = track('video');
    await sent.want(sentIn('vp9', camera));
    await sent.want(sentIn('vp8', camera));
    const [first, second] = transport.producers;
    expect(second?.appData).toMatchObject({ source: 'camera', replaces: first?.id });
    expect([first?.closed, second?.closed, sent.producer?.id]).toEqual([false, false, second?.id]);
    expect(first?.rtpParameters.encodings).toMatchObject([{ scalabilityMode: 'L3T3_KEY' }]);
    expect(second?.rtpParameters.encodings).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(3000);
    expect([first?.closed, second?.closed]).toEqual([true, false]);
    expect(signaling.take()).toEqual([`closeProducer ${first?.id}`]);
  });

  it('DEVICE-12: a voice in another fidelity takes the place of the one before, which goes three seconds later', async () => {
    const { sent, transport, signaling } = createSent();
    const voice = { state: 'sent', track: track(), paused: false } as const;
    await sent.want({ ...voice, fidelity: 'voice' });
    await sent.want({ ...voice, fidelity: 'music' });
    const [first, second] = transport.producers;
    expect(second?.appData).toMatchObject({ source: 'microphone', replaces: first?.id });
    expect([first?.closed, second?.closed]).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(3000);
    expect([first?.closed, second?.closed]).toEqual([true, false]);
    expect(signaling.take()).toEqual([`closeProducer ${first?.id}`]);
  });

  it('CODEC-3: one that changes again meanwhile is taken when the one before has gone', async () => {
    const { sent, transport } = createSent('camera');
    const camera = track('video');
    for (const codec of ['vp8', 'vp9', 'vp8'] as const) await sent.want(sentIn(codec, camera));
    expect(transport.producers).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(3000);
    expect(transport.producers.map(({ closed }) => closed)).toEqual([true, false, false]);
    await vi.advanceTimersByTimeAsync(3000);
    expect(transport.producers.map(({ closed }) => closed)).toEqual([true, true, false]);
  });

  it('CODEC-3: a camera that is turned off meanwhile is off in both', async () => {
    const { sent, transport, signaling } = createSent('camera');
    const camera = track('video');
    await sent.want(sentIn('vp9', camera));
    await sent.want(sentIn('vp8', camera));
    await sent.want({ state: 'held' });
    const [first, second] = transport.producers;
    expect([first?.closed, second?.paused]).toEqual([true, true]);
    expect(signaling.take()).toEqual([`closeProducer ${first?.id}`, `pauseProducer ${second?.id}`]);
  });

  it('CODEC-3: one that went sooner, since the camera was off for a moment, takes not the next one with it', async () => {
    const { sent, transport } = createSent('camera');
    const camera = track('video');
    await sent.want(sentIn('vp9', camera));
    await sent.want(sentIn('vp8', camera));
    await sent.want({ state: 'held' });
    await vi.advanceTimersByTimeAsync(2000);
    await sent.want(sentIn('vp8', camera));
    await sent.want(sentIn('vp9', camera));
    await vi.advanceTimersByTimeAsync(2000);
    expect(transport.producers.map(({ closed }) => closed)).toEqual([true, false, false]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(transport.producers.map(({ closed }) => closed)).toEqual([true, true, false]);
  });

  it('CODEC-4: what the browser cannot send is sent as VP8, without another producer', async () => {
    const { sent, transport } = createSent('camera');
    const camera = track('video');
    await sent.want(sentIn('av1', camera));
    await sent.want(sentIn('vp8', camera));
    await sent.want(sentIn(undefined, camera));
    expect(transport.producers).toHaveLength(1);
    expect(transport.producers[0]?.rtpParameters.encodings).toHaveLength(3);
  });

  it('CODEC-3: closing leaves no timer', async () => {
    const { sent } = createSent('camera');
    const camera = track('video');
    await sent.want(sentIn('vp9', camera));
    await sent.want(sentIn('vp8', camera));
    sent.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('SentStream: among many', () => {
  it('DEMAND-6: the lowest layer is sent with fewer bits while anybody has many tiles in view', async () => {
    const { sent, transport, demand } = createSent('camera');
    await sent.want({ state: 'sent', track: track('video'), paused: false });
    const [producer] = transport.producers;
    const encodings = () => producer!.rtpSender.parameters.encodings;
    const shaped = (maxBitrate: number) => [
      { maxBitrate, maxFramerate: 30 },
      { maxBitrate: 1_000_000 },
      { maxBitrate: 5_000_000 },
    ];
    demand.set(producer!.id, { spatialLayer: 0, amongMany: true });
    await sent.sync();
    expect(encodings()).toMatchObject(shaped(100_000));
    demand.set(producer!.id, { spatialLayer: 2, amongMany: true });
    await sent.sync();
    expect(encodings()).toMatchObject(shaped(100_000));
    expect(producer!.maxSpatialLayer).toBe(2);
    demand.set(producer!.id, { spatialLayer: 2 });
    await sent.sync();
    expect(encodings()).toMatchObject(shaped(300_000));
  });
});
