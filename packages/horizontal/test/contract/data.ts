import { errors, type types } from 'mediasoup';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitUntil } from '../waitFor.ts';
import { EventRecord } from './EventRecord.ts';
import { audio, isOurs, loopback, mediaCodecs, opusPacket } from './parameters.ts';

export function describeData(mediasoup: () => types.Index): void {
  let workers: types.Worker[] = [];
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
    for (const worker of workers) worker.close();
  });

  test('HZN-31: messages and packets go through a DirectTransport', async () => {
    const transport = await router.createDirectTransport();
    const producer = await transport.produceData({ label: 'chat', protocol: 'text', appData: { a: 1 } });
    expect([producer.type, producer.label, producer.protocol]).toEqual(['direct', 'chat', 'text']);
    const consumer = await transport.consumeData({ dataProducerId: producer.id, appData: { b: 2 } });
    expect([consumer.dataProducerId, consumer.label, consumer.appData.b]).toEqual([producer.id, 'chat', 2]);
    const messages: [string, number][] = [];
    consumer.on('message', (message, ppid) => messages.push([message.toString(), ppid]));
    producer.send('hello');
    producer.send(Buffer.from([1, 2, 3]));
    producer.send('');
    await waitUntil('the messages', () => messages.length === 3);
    expect(messages).toEqual([
      ['hello', 51],
      ['\u0001\u0002\u0003', 53],
      [' ', 56],
    ]);
    expect(() => producer.send(7 as never)).toThrow(TypeError);
    expect((await producer.getStats())[0]).toMatchObject({ type: 'data-producer', messagesReceived: 3 });
    expect((await consumer.getStats())[0]).toMatchObject({ type: 'data-consumer', messagesSent: 3 });
    expect((await producer.dump()).label).toBe('chat');

    const media = await transport.produce({ kind: 'audio', rtpParameters: audio() });
    const { rtpCapabilities } = router;
    const heard = await transport.consume({ producerId: media.id, rtpCapabilities });
    const packets: Buffer[] = [];
    heard.on('rtp', (packet) => packets.push(packet));
    for (let number = 1; number <= 5; number += 1) media.send(opusPacket(number));
    await waitUntil('the packets', () => packets.length === 5);
    expect(packets.every(isOurs)).toBe(true);
  });

  test('HZN-31: data producers and consumers pause, choose subchannels and close in step', async () => {
    const transport = await router.createDirectTransport();
    const producer = await transport.produceData({ id: 'mine' });
    const consumer = await transport.consumeData({ dataProducerId: 'mine', subchannels: [1, 2] });
    expect(consumer.subchannels.toSorted((a, b) => a - b)).toEqual([1, 2]);
    await consumer.setSubchannels([3]);
    await consumer.addSubchannel(4);
    await consumer.removeSubchannel(3);
    expect(consumer.subchannels).toEqual([4]);
    // It is for SCTP.
    await expect(consumer.getBufferedAmount()).rejects.toThrow(TypeError);
    const messages: string[] = [];
    consumer.on('message', (message) => messages.push(message.toString()));
    producer.send('not for it', undefined, [5]);
    producer.send('for it', undefined, [4]);
    await waitUntil('the message', () => messages.length > 0);
    expect(messages).toEqual(['for it']);
    const record = new EventRecord();
    record.watch('consumer', consumer, [
      'dataproducerpause',
      'dataproducerresume',
      'observer pause',
      'dataproducerclose',
    ]);
    await producer.pause();
    await waitUntil('the pause', () => consumer.dataProducerPaused);
    await producer.resume();
    await waitUntil('the resumption', () => !consumer.dataProducerPaused);
    await consumer.pause();
    expect([consumer.paused, producer.paused]).toEqual([true, false]);
    producer.close();
    await waitUntil('the end', () => consumer.closed);
    expect(record.events).toEqual([
      'consumer dataproducerpause',
      'consumer observer pause',
      'consumer dataproducerresume',
      'consumer observer pause',
      'consumer dataproducerclose',
      'consumer closed',
    ]);
  });

  test('HZN-31: data refuses what mediasoup refuses, with its errors', async () => {
    const plain = await router.createPlainTransport({ listenInfo: loopback, enableSctp: true });
    await expect(plain.produceData({})).rejects.toThrow(TypeError);
    const producer = await plain.produceData({ id: 'mine', sctpStreamParameters: { streamId: 3 } });
    expect([producer.type, producer.sctpStreamParameters?.ordered]).toEqual(['sctp', true]);
    await expect(plain.produceData({ id: 'mine', sctpStreamParameters: { streamId: 4 } })).rejects.toThrow(
      TypeError,
    );
    await expect(plain.consumeData({ dataProducerId: 'nobody' })).rejects.toThrow(errors.NotFoundError);
    await expect(plain.consumeData({} as never)).rejects.toThrow(TypeError);
  });

  test('HZN-31 (002-13): pipeToRouter brings messages to the other router, under the same id', async () => {
    const transport = await router.createDirectTransport();
    const producer = await transport.produceData({ label: 'chat', appData: { a: 1 } });
    const { pipeDataConsumer, pipeDataProducer } = await router.pipeToRouter({
      dataProducerId: producer.id,
      router: other,
    });
    expect([pipeDataProducer?.id, pipeDataProducer?.label]).toEqual([producer.id, 'chat']);
    const there = await other.createDirectTransport();
    const consumer = await there.consumeData({ dataProducerId: producer.id });
    const messages: string[] = [];
    consumer.on('message', (message) => messages.push(message.toString()));
    let number = 0;
    await waitUntil('a message on the other side', () => {
      // SCTP drops what comes before its association stands.
      producer.send(`message ${++number}`);
      return messages.length > 2;
    });
    const numbers = messages.map((message) => Number(message.slice(8)));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    producer.close();
    await waitUntil('the end on the other side', () => consumer.closed && pipeDataProducer?.closed === true);
    expect(pipeDataConsumer?.closed).toBe(true);
  });
}
