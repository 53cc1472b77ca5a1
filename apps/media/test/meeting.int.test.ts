import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalServer } from './LocalServer.ts';
import { audioParameters, videoParameters } from './rtp.ts';

describe('one meeting on one server', () => {
  let local: LocalServer;

  beforeAll(async () => {
    local = await LocalServer.start();
  });
  afterAll(async () => {
    await local.close();
  });

  it('SIGNAL-3: chat comes down reliable and in order, signals do not (004-57, X13, X19)', async () => {
    const ada = await local.enter(await local.createMeeting());
    const { dataConsumers } = await ada.trpc.prepare.mutate();
    expect(
      dataConsumers.map(({ label, sctpStreamParameters }) => ({ label, ...sctpStreamParameters })),
    ).toEqual([
      { label: 'chat', streamId: expect.any(Number), ordered: true },
      { label: 'signals', streamId: expect.any(Number), ordered: false, maxRetransmits: 3 },
    ]);
  });

  it('PEER-1: prepare, join, produce, consume, resume, leave (004-73..88)', async () => {
    const meeting = await local.createMeeting();
    const ada = await local.enter(meeting);
    const bob = await local.enter(meeting);
    const prepared = await ada.trpc.prepare.mutate();
    const adaIn = await ada.joinWith(prepared.routerRtpCapabilities, { name: 'Ada' });
    expect(adaIn.snapshot.participants.map(({ name }) => name)).toEqual(['Ada']);

    const { producerId } = await ada.trpc.produce.mutate({
      transportId: prepared.sendTransport.transportId,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: audioParameters(),
      paused: false,
    });
    const bobIn = await bob.join({ name: 'Bob' });
    expect((await ada.waitForEvent('newPeer')).participant.name).toBe('Bob');
    expect(bobIn.snapshot.streams).toMatchObject([{ producerId, source: 'microphone', paused: false }]);
    expect(bobIn.snapshot.consumers).toMatchObject([{ producerId, type: 'simple', producerPaused: false }]);

    const camera = await ada.trpc.produce.mutate({
      transportId: prepared.sendTransport.transportId,
      source: 'camera',
      kind: 'video',
      rtpParameters: videoParameters('1', 3),
      paused: false,
    });
    expect((await bob.waitForEvent('newProducer')).stream).toMatchObject(camera);
    const { consumer } = await bob.waitForEvent('newConsumer');
    expect(consumer).toMatchObject({ ...camera, type: 'simulcast' });
    await bob.trpc.resumeConsumer.mutate({ consumerId: consumer.consumerId });

    await ada.trpc.leave.mutate();
    expect((await bob.waitForEvent('producerClosed', 2)).producerId).toBe(camera.producerId);
    expect(await bob.waitForEvent('peerClosed')).toMatchObject({ reason: 'left' });
    await bob.waitForEvent('consumerClosed', 2);
    expect(await ada.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'left' });
    await ada.waitForClose();
  });
});
