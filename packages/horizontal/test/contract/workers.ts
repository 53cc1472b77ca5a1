import { errors, type types } from 'mediasoup';
import { expect, test } from 'vitest';
import { waitUntil } from '../waitFor.ts';
import { EventRecord } from './EventRecord.ts';
import { audio, loopback, mediaCodecs } from './parameters.ts';

/** A worker with one object of each kind that closes with its parent. */
async function makeTree(mediasoup: types.Index) {
  const worker = await mediasoup.createWorker({ logLevel: 'none' });
  const router = await worker.createRouter({ mediaCodecs });
  const transport = await router.createPlainTransport({ listenInfo: loopback, comedia: true });
  const producer = await transport.produce({ kind: 'audio', rtpParameters: audio() });
  const receiving = await router.createPlainTransport({ listenInfo: loopback });
  const { rtpCapabilities } = router;
  const consumer = await receiving.consume({ producerId: producer.id, rtpCapabilities });
  const rtpObserver = await router.createAudioLevelObserver();
  const record = new EventRecord();
  record.watch('producer', producer, ['transportclose']);
  record.watch('consumer', consumer, ['transportclose', 'producerclose']);
  record.watch('transport', transport, ['routerclose']);
  record.watch('receiving', receiving, ['routerclose']);
  record.watch('observer', rtpObserver, ['routerclose']);
  record.watch('router', router, ['workerclose']);
  record.watch('worker', worker, ['died']);
  return { worker, router, transport, producer, receiving, consumer, rtpObserver, events: record.events };
}

const WITH_THE_ROUTER = [
  'producer transportclose',
  'producer closed',
  'transport routerclose',
  'transport closed',
  'consumer transportclose',
  'consumer closed',
  'receiving routerclose',
  'receiving closed',
  'observer routerclose',
  'observer closed',
];

export function describeWorkers(mediasoup: () => types.Index): void {
  test('HZN-31 (002-11): a worker is made with its settings and app data, and ends when it is closed', async () => {
    const seen: types.Worker[] = [];
    const onWorker = (worker: types.Worker) => seen.push(worker);
    mediasoup().observer.on('newworker', onWorker);
    const worker = await mediasoup().createWorker({ logLevel: 'none', appData: { mark: 7 } });
    mediasoup().observer.off('newworker', onWorker);
    expect(seen).toEqual([worker]);
    expect(worker.appData.mark).toBe(7);
    expect([worker.closed, worker.died, worker.subprocessClosed]).toEqual([false, false, false]);
    expect((await worker.dump()).pid).toBe(worker.pid);
    expect((await worker.getResourceUsage()).ru_utime).toBeGreaterThanOrEqual(0);
    await worker.updateSettings({ logLevel: 'none', logTags: ['ice'] });
    await expect(worker.updateSettings({ logLevel: 'chicken' as never })).rejects.toThrow(TypeError);
    const record = new EventRecord();
    record.watch('worker', worker, ['died', 'subprocessclose']);
    worker.close();
    expect([worker.closed, worker.died]).toEqual([true, false]);
    await waitUntil('the end of the process', () => worker.subprocessClosed);
    expect(record.events).toEqual(['worker closed', 'worker subprocessclose']);
    await expect(worker.dump()).rejects.toThrow(Error);
  });

  test('HZN-31: wrong settings get the errors of mediasoup', async () => {
    await expect(mediasoup().createWorker({ appData: 'nothing' as never })).rejects.toThrow(TypeError);
    await expect(mediasoup().createWorker({ logLevel: 'chicken' as never })).rejects.toThrow(TypeError);
    await expect(mediasoup().createWorker({ rtcMinPort: 1000, rtcMaxPort: 999 })).rejects.toThrow(TypeError);
  });

  test('HZN-31 (002-16): closing a worker closes all that is on it, with events in the order of mediasoup', async () => {
    const { worker, events, consumer, router } = await makeTree(mediasoup());
    worker.close();
    expect(events).toEqual([...WITH_THE_ROUTER, 'router workerclose', 'router closed', 'worker closed']);
    expect([consumer.closed, router.closed]).toEqual([true, true]);
  });

  test('HZN-31 (002-16): closing a router closes what is on it', async () => {
    const { worker, router, events } = await makeTree(mediasoup());
    router.close();
    expect(events).toEqual([...WITH_THE_ROUTER, 'router closed']);
    await waitUntil('the end there', async () => (await worker.dump()).routerIds.length === 0);
    worker.close();
  });

  test('HZN-31 (002-16): a worker that is killed has died, and all on it closes', async () => {
    const { worker, events } = await makeTree(mediasoup());
    const died: Error[] = [];
    worker.on('died', (error) => died.push(error));
    process.kill(worker.pid, 'SIGKILL');
    await waitUntil('the death', () => worker.died);
    await waitUntil('all events', () => events.includes('worker closed'));
    expect(events).toEqual([
      ...WITH_THE_ROUTER,
      'router workerclose',
      'router closed',
      'worker died',
      'worker closed',
    ]);
    expect(died[0]).toBeInstanceOf(Error);
    expect([worker.closed, worker.subprocessClosed]).toEqual([true, true]);
    await expect(worker.createRouter()).rejects.toThrow(Error);
  });

  test('HZN-31: routers are made with codecs and app data, and refuse what mediasoup refuses', async () => {
    const worker = await mediasoup().createWorker({ logLevel: 'none' });
    const seen: types.Router[] = [];
    worker.observer.on('newrouter', (router) => seen.push(router));
    const router = await worker.createRouter({ mediaCodecs, appData: { room: 'one' } });
    expect(seen).toEqual([router]);
    expect(router.appData.room).toBe('one');
    router.appData = { room: 'two' };
    expect(router.appData.room).toBe('two');
    expect(router.rtpCapabilities.codecs?.map(({ mimeType }) => mimeType)).toContain('audio/opus');
    expect((await router.dump()).id).toBe(router.id);
    router.updateMediaCodecs(mediaCodecs.slice(0, 1));
    expect(router.rtpCapabilities.codecs).toHaveLength(1);
    expect(() => router.updateMediaCodecs([{ kind: 'audio', mimeType: 'chicken' } as never])).toThrow(
      TypeError,
    );
    await expect(worker.createRouter({ mediaCodecs: {} as never })).rejects.toThrow(TypeError);
    await expect(worker.createRouter({ appData: 'nothing' as never })).rejects.toThrow(TypeError);
    const unknown = [{ kind: 'audio', mimeType: 'audio/chicken', clockRate: 1, channels: 1 } as const];
    await expect(worker.createRouter({ mediaCodecs: unknown })).rejects.toThrow(errors.UnsupportedError);
    worker.close();
  });

  test('HZN-31: a WebRtcServer takes transports, and closes them with itself', async () => {
    const worker = await mediasoup().createWorker({ logLevel: 'none' });
    const webRtcServer = await worker.createWebRtcServer({ listenInfos: [loopback], appData: { a: 1 } });
    const router = await worker.createRouter({ mediaCodecs });
    const record = new EventRecord();
    const { events } = record;
    webRtcServer.observer.on('webrtctransporthandled', ({ id }) => events.push(`handled ${id}`));
    webRtcServer.observer.on('webrtctransportunhandled', ({ id }) => events.push(`unhandled ${id}`));
    const first = await router.createWebRtcTransport({ webRtcServer });
    const second = await router.createWebRtcTransport({ webRtcServer });
    expect((await webRtcServer.dump()).webRtcTransportIds.toSorted()).toEqual(
      [first.id, second.id].toSorted(),
    );
    record.watch('second', second, ['listenserverclose']);
    record.watch('server', webRtcServer, ['workerclose']);
    first.close();
    webRtcServer.close();
    expect(events).toEqual([
      `handled ${first.id}`,
      `handled ${second.id}`,
      `unhandled ${first.id}`,
      'second listenserverclose',
      'second closed',
      `unhandled ${second.id}`,
      'server closed',
    ]);
    expect([second.closed, second.iceState, second.dtlsState]).toEqual([true, 'closed', 'closed']);
    await expect(worker.createWebRtcServer({} as never)).rejects.toThrow(TypeError);
    await expect(
      worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: '1.2.3.4' }] }),
    ).rejects.toThrow(Error);
    worker.close();
  });
}
