import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { errors, type types } from 'mediasoup';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitUntil } from '../waitFor.ts';
import { EventRecord } from './EventRecord.ts';
import { audio, isOurs, loopback, mediaCodecs, opusPacket, video } from './parameters.ts';

const PERIOD_MS = 20;

export function describeMedia(mediasoup: () => types.Index): void {
  let workers: types.Worker[] = [];
  let sockets: Socket[] = [];
  let timers: NodeJS.Timeout[] = [];
  /** The first on one instance, the second on another one, where there are several. */
  let router: types.Router;
  let other: types.Router;

  beforeEach(async () => {
    workers = [
      await mediasoup().createWorker({ logLevel: 'none' }),
      await mediasoup().createWorker({ logLevel: 'none' }),
    ];
    router = await workers[0]!.createRouter({ mediaCodecs });
    other = await workers[1]!.createRouter({ mediaCodecs });
  });
  afterEach(() => {
    for (const timer of timers) clearInterval(timer);
    for (const socket of sockets) socket.close();
    for (const worker of workers) worker.close();
    [timers, sockets, workers] = [[], [], []];
  });

  async function socket(): Promise<Socket> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    sockets.push(socket);
    return socket;
  }

  /** Real packets over a real socket into a router. */
  async function send(to: types.Router, appData: types.AppData = {}): Promise<types.Producer> {
    const transport = await to.createPlainTransport({ listenInfo: loopback, comedia: true });
    const producer = await transport.produce({ kind: 'audio', rtpParameters: audio(), appData });
    const from = await socket();
    let number = 0;
    timers.push(
      setInterval(() => from.send(opusPacket(++number), transport.tuple.localPort, '127.0.0.1'), PERIOD_MS),
    );
    return producer;
  }

  /** And out of a router. */
  async function receive(
    from: types.Router,
    producerId: string,
  ): Promise<{ consumer: types.Consumer; packets: Buffer[] }> {
    const at = await socket();
    const transport = await from.createPlainTransport({ listenInfo: loopback });
    await transport.connect({ ip: '127.0.0.1', port: at.address().port });
    const { rtpCapabilities } = from;
    const consumer = await transport.consume({ producerId, rtpCapabilities, paused: true });
    const packets: Buffer[] = [];
    at.on('message', (packet) => isOurs(packet) && packets.push(packet));
    await consumer.resume();
    return { consumer, packets };
  }

  const flows = async (packets: Buffer[]) => {
    const before = packets.length;
    await waitUntil('packets', () => packets.length > before + 5);
  };

  test('HZN-31: packets go through, and stop and go on with pause and resume', async () => {
    const producer = await send(router, { of: 'me' });
    expect(producer.appData.of).toBe('me');
    const { consumer, packets } = await receive(router, producer.id);
    await flows(packets);
    const record = new EventRecord();
    record.watch('producer', producer, ['observer pause', 'observer resume']);
    record.watch('consumer', consumer, [
      'producerpause',
      'producerresume',
      'observer pause',
      'observer resume',
    ]);
    await producer.pause();
    await producer.pause();
    expect(producer.paused).toBe(true);
    await waitUntil('the pause', () => consumer.producerPaused);
    await producer.resume();
    await waitUntil('the resumption', () => !consumer.producerPaused);
    await flows(packets);
    await consumer.pause();
    expect([consumer.paused, (await consumer.dump()).paused]).toEqual([true, true]);
    await consumer.resume();
    producer.close();
    await waitUntil('the end', () => consumer.closed);
    const of = (name: string) => record.events.filter((event) => event.startsWith(name));
    expect(of('producer')).toEqual([
      'producer observer pause',
      'producer observer resume',
      'producer closed',
    ]);
    expect(of('consumer')).toEqual([
      'consumer producerpause',
      'consumer observer pause',
      'consumer producerresume',
      'consumer observer resume',
      'consumer observer pause',
      'consumer observer resume',
      'consumer closed',
    ]);
  });

  test('HZN-31: scores, tuples and traces are told, and kept in step', async () => {
    const producer = await send(router);
    const { consumer } = await receive(router, producer.id);
    await waitUntil('a score', () => producer.score.length > 0 && consumer.score.producerScore > 0);
    expect(producer.score[0]).toMatchObject({ ssrc: 1111, score: 10 });
    expect((await producer.getStats())[0]).toMatchObject({ type: 'inbound-rtp', ssrc: 1111 });
    expect((await consumer.getStats())[0]?.type).toBe('outbound-rtp');
    const traces: types.ProducerTraceEventData[] = [];
    producer.on('trace', (trace) => traces.push(trace));
    await producer.enableTraceEvent(['rtp']);
    await waitUntil('a trace', () => traces.length > 0);
    expect(traces[0]?.type).toBe('rtp');
    await producer.enableTraceEvent();
    expect((await producer.dump()).traceEventTypes).toEqual([]);
  });

  test('HZN-31: a simulcast consumer keeps preferred layers and priority', async () => {
    const transport = await router.createDirectTransport();
    const producer = await transport.produce({ kind: 'video', rtpParameters: video(), paused: true });
    expect([producer.kind, producer.type, producer.paused]).toEqual(['video', 'simulcast', true]);
    const { rtpCapabilities } = router;
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities,
      preferredLayers: { spatialLayer: 1, temporalLayer: 1 },
      appData: { tile: 3 },
    });
    expect([consumer.type, consumer.producerPaused, consumer.appData.tile]).toEqual(['simulcast', true, 3]);
    expect([consumer.preferredLayers, consumer.currentLayers]).toEqual([
      { spatialLayer: 1, temporalLayer: 1 },
      undefined,
    ]);
    await consumer.setPreferredLayers({ spatialLayer: 2 });
    expect(consumer.preferredLayers?.spatialLayer).toBe(2);
    await consumer.setPriority(7);
    expect(consumer.priority).toBe(7);
    await consumer.unsetPriority();
    expect(consumer.priority).toBe(1);
    await consumer.requestKeyFrame();
    await expect(consumer.setPriority(-1)).rejects.toThrow(TypeError);
    await expect(consumer.setPreferredLayers({} as never)).rejects.toThrow(TypeError);
    await expect(consumer.enableTraceEvent('chicken' as never)).rejects.toThrow(TypeError);
  });

  test('HZN-31: producing and consuming refuse what mediasoup refuses, with its errors', async () => {
    const transport = await router.createDirectTransport();
    const producer = await transport.produce({ id: 'mine', kind: 'audio', rtpParameters: audio() });
    expect(producer.id).toBe('mine');
    const { rtpCapabilities } = router;
    await expect(transport.produce({ id: 'mine', kind: 'audio', rtpParameters: audio(2) })).rejects.toThrow(
      TypeError,
    );
    await expect(transport.produce({ kind: 'chicken', rtpParameters: audio(2) } as never)).rejects.toThrow(
      TypeError,
    );
    await expect(transport.produce({ kind: 'audio', rtpParameters: {} } as never)).rejects.toThrow(TypeError);
    const chicken = { ...audio(2), codecs: [{ ...audio().codecs[0]!, mimeType: 'audio/chicken' }] };
    await expect(transport.produce({ kind: 'audio', rtpParameters: chicken })).rejects.toThrow(
      errors.UnsupportedError,
    );
    await expect(transport.consume({ producerId: 'nobody', rtpCapabilities })).rejects.toThrow(
      errors.NotFoundError,
    );
    await expect(transport.consume({ rtpCapabilities } as never)).rejects.toThrow(TypeError);
    const deaf = { codecs: [] };
    expect(router.canConsume({ producerId: 'mine', rtpCapabilities })).toBe(true);
    expect(router.canConsume({ producerId: 'mine', rtpCapabilities: deaf })).toBe(false);
    expect(router.canConsume({ producerId: 'nobody', rtpCapabilities })).toBe(false);
    await expect(transport.consume({ producerId: 'mine', rtpCapabilities: deaf })).rejects.toThrow(
      errors.UnsupportedError,
    );
    expect(() => producer.send('text' as never)).toThrow(TypeError);
  });

  test('HZN-31 (002-13, 002-14): pipeToRouter brings packets to the other router, under the same id', async () => {
    const producer = await send(router, { of: 'me' });
    const { pipeConsumer, pipeProducer } = await router.pipeToRouter({
      producerId: producer.id,
      router: other,
    });
    expect([pipeProducer?.id, pipeProducer?.kind, pipeProducer?.appData]).toEqual([
      producer.id,
      'audio',
      { of: 'me' },
    ]);
    expect(pipeConsumer?.type).toBe('pipe');
    const { consumer, packets } = await receive(other, producer.id);
    await flows(packets);
    await producer.pause();
    await waitUntil('the pause on the other side', () => consumer.producerPaused);
    await producer.resume();
    await waitUntil('the resumption on the other side', () => !consumer.producerPaused);
    await flows(packets);
    producer.close();
    await waitUntil('the end on the other side', () => consumer.closed && pipeProducer?.closed === true);
    expect(pipeConsumer?.closed).toBe(true);
  });

  test('HZN-31 (002-14): pipeToRouter gives another id on request, goes both ways, and ends with a worker', async () => {
    const there = await send(router);
    const back = await send(other);
    const [one, two] = await Promise.all([
      router.pipeToRouter({ producerId: there.id, router: other, keepId: false }),
      other.pipeToRouter({ producerId: back.id, router }),
    ]);
    expect(one.pipeProducer?.id).not.toBe(there.id);
    expect(two.pipeProducer?.id).toBe(back.id);
    process.kill(workers[1]!.pid, 'SIGKILL');
    await waitUntil('the end of both', () =>
      [one.pipeConsumer, one.pipeProducer, two.pipeConsumer, two.pipeProducer].every(
        (end) => end?.closed === true,
      ),
    );
    expect(there.closed).toBe(false);
  });

  test('HZN-31 (002-15): pipeToRouter refuses what mediasoup refuses, with its errors', async () => {
    const producer = await send(router);
    const { id: producerId } = producer;
    await expect(router.pipeToRouter({ router: other })).rejects.toThrow(TypeError);
    await expect(router.pipeToRouter({ producerId, dataProducerId: 'x', router: other })).rejects.toThrow(
      TypeError,
    );
    await expect(router.pipeToRouter({ producerId } as never)).rejects.toThrow(TypeError);
    await expect(router.pipeToRouter({ producerId, router })).rejects.toThrow(TypeError);
    await expect(router.pipeToRouter({ producerId: 'nobody', router: other })).rejects.toThrow(
      errors.NotFoundError,
    );
    await expect(router.pipeToRouter({ dataProducerId: 'nobody', router: other })).rejects.toThrow(
      errors.NotFoundError,
    );
    expect((await other.dump()).transportIds).toEqual([]);
  });
}
