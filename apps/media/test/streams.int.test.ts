import type { ConsumerInfo, PrepareOutput, ProducerId, ViewTile } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LocalServer } from './LocalServer.ts';
import { audioParameters, videoParameters } from './rtp.ts';
import { sitPair } from './sitPair.ts';
import type { TestClient } from './TestClient.ts';
import { viewTile } from './viewTile.ts';
import { waitFor, waitUntil } from './waitFor.ts';

describe('streams', () => {
  let local: LocalServer;
  let ada: TestClient;
  let bob: TestClient;
  let prepared: PrepareOutput;

  beforeAll(async () => {
    local = await LocalServer.start({ media: { maxConsumersPerWorker: 5_000 } });
  });
  afterAll(async () => {
    await local.close();
  });
  beforeEach(async () => {
    ({ ada, bob, prepared } = await sitPair(local, { cameraOff: true }));
  });

  const send = async (source: 'camera' | 'microphone' | 'screen', paused = false): Promise<ProducerId> => {
    const kind = source === 'microphone' ? 'audio' : 'video';
    const mid = { microphone: '0', camera: '1', screen: '2' }[source];
    const { producerId } = await ada.trpc.produce.mutate({
      transportId: prepared.sendTransport.transportId,
      source,
      kind,
      rtpParameters: kind === 'audio' ? audioParameters(mid) : videoParameters(mid, 3),
      paused,
    });
    return producerId;
  };
  /** The consumer as the worker has it. */
  const consumerOf = (consumer: ConsumerInfo) => local.consumerOf(consumer.consumerId);

  it('CONSUME-1: a consumer is paused until the client resumes it (004-41, 004-47)', async () => {
    await send('camera');
    const { consumer } = await bob.waitForEvent('newConsumer');
    expect((await consumerOf(consumer)).paused).toBe(true);
    await bob.trpc.resumeConsumer.mutate({ consumerId: consumer.consumerId });
    expect((await consumerOf(consumer)).paused).toBe(false);
  });

  it('CONSUME-2: mute is told to all, and is the seat’s', async () => {
    const producerId = await send('microphone');
    expect((await bob.waitForEvent('participantUpdated')).participant.muted).toBe(false);
    await ada.trpc.pauseProducer.mutate({ producerId });
    expect(await bob.waitForEvent('producerPaused')).toMatchObject({ producerId });
    expect((await bob.waitForEvent('participantUpdated', 2)).participant.muted).toBe(true);
    // Again: nothing changes, nothing is told.
    await ada.trpc.pauseProducer.mutate({ producerId });
    await ada.trpc.resumeProducer.mutate({ producerId });
    expect(await bob.waitForEvent('producerResumed')).toMatchObject({ producerId });
    expect(bob.eventsOf('producerPaused')).toHaveLength(1);
    const late = await local.database.distribution.read();
    expect(late.routers.some(({ producers }) => producers > 0)).toBe(true);
  });

  it('CONSUME-3: a hidden tile’s consumer is paused, and flows again when it is shown', async () => {
    await send('camera');
    const { consumer } = await bob.waitForEvent('newConsumer');
    await bob.trpc.resumeConsumer.mutate({ consumerId: consumer.consumerId });
    await bob.trpc.setView.mutate({ tiles: [viewTile(consumer.streamId, { visible: false })] });
    expect((await consumerOf(consumer)).paused).toBe(true);
    await bob.trpc.setView.mutate({ tiles: [viewTile(consumer.streamId)] });
    expect((await consumerOf(consumer)).paused).toBe(false);
    await bob.trpc.setView.mutate({ tiles: [] });
    expect((await consumerOf(consumer)).paused).toBe(true);
  });

  it('CONSUME-4: what was never visible has no consumer; it gets one when it is shown', async () => {
    const producerId = await send('camera', true);
    const { stream } = await bob.waitForEvent('newProducer');
    const carol = await local.enterSameMeeting(bob);
    const joined = await carol.join({ view: { tiles: [viewTile(stream.streamId, { visible: false })] } });
    expect(joined.snapshot.streams).toMatchObject([{ producerId }]);
    expect(joined.snapshot.consumers).toEqual([]);
    await carol.trpc.setView.mutate({ tiles: [viewTile(stream.streamId)] });
    expect((await carol.waitForEvent('newConsumer')).consumer.producerId).toBe(producerId);
  });

  it('CONSUME-5: the preferred layer follows the tile and the chosen quality (004-53)', async () => {
    await send('camera');
    const { consumer } = await bob.waitForEvent('newConsumer');
    const layerFor = async (change: Partial<ViewTile>) => {
      await bob.trpc.setView.mutate({ tiles: [viewTile(consumer.streamId, change)] });
      const dump = await consumerOf(consumer);
      return 'preferredSpatialLayer' in dump ? dump.preferredSpatialLayer : undefined;
    };
    expect(await layerFor({ width: 320, height: 180 })).toBe(0);
    expect(await layerFor({ width: 640, height: 360 })).toBe(1);
    expect(await layerFor({ width: 1920, height: 1080 })).toBe(2);
    expect(await layerFor({ width: 1920, height: 1080, quality: 'low' })).toBe(0);
    expect(await layerFor({ height: 90, quality: 'high' })).toBe(2);
    expect((await consumerOf(consumer)).priority).toBe(1);
    await layerFor({ pinned: true });
    expect((await consumerOf(consumer)).priority).toBeGreaterThan(1);
  });

  it('CONSUME-6: who cannot decode a stream gets no consumer for it, and keeps the others (004-40)', async () => {
    const deaf = await local.enterSameMeeting(bob);
    const { codecs, ...rest } = (await deaf.trpc.prepare.mutate()).routerRtpCapabilities;
    await deaf.joinWith({ ...rest, codecs: codecs?.filter(({ kind }) => kind === 'video') ?? [] });
    await send('microphone');
    const camera = await send('camera');
    expect((await deaf.waitForEvent('newConsumer')).consumer.producerId).toBe(camera);
    await deaf.waitForEvent('newProducer', 2);
    expect(deaf.eventsOf('newConsumer')).toHaveLength(1);
  });

  it('CONSUME-7: who waits to be let in receives nothing (004-98)', async () => {
    await send('camera');
    const waiting = await local.enterSameMeeting(bob, { role: 'waiting' });
    const joined = await waiting.join();
    expect(joined.snapshot.consumers).toEqual([]);
    await expect(waiting.trpc.setView.mutate({ tiles: [] })).rejects.toThrow();
  });

  it('CONSUME-8: all of 25 open microphones are consumed, of 26 the loudest 10', async () => {
    await send('microphone');
    const speakers: TestClient[] = [];
    for (let n = 0; n < 25; n += 1) {
      const client = await local.enterSameMeeting(bob);
      const ready = await client.trpc.prepare.mutate();
      await client.joinWith(ready.routerRtpCapabilities);
      if (n === 24) {
        await waitUntil('25 consumers', () => bob.eventsOf('newConsumer').length === 25);
      }
      await client.trpc.produce.mutate({
        transportId: ready.sendTransport.transportId,
        source: 'microphone',
        kind: 'audio',
        rtpParameters: audioParameters(),
        paused: false,
      });
      speakers.push(client);
    }
    await bob.waitForEvent('newProducer', 26);
    const late = await local.enterSameMeeting(bob);
    expect((await late.join()).snapshot.consumers).toHaveLength(10);
    await waitFor('Bob to keep his consumers', () =>
      bob.eventsOf('consumerClosed').length === 0 ? true : undefined,
    );
  });
});
