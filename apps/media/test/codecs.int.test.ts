import type { PrepareOutput, ProduceInput, ProducerId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LocalCluster } from './LocalCluster.ts';
import { LocalServer } from './LocalServer.ts';
import { videoParameters } from './rtp.ts';
import { Sittings } from './Sittings.ts';
import { sitPair } from './sitPair.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

/** A camera that is sent in another codec: one producer takes the place of another. */
describe('another producer of the same source', () => {
  let local: LocalServer;
  let ada: TestClient;
  let bob: TestClient;
  let prepared: PrepareOutput;

  beforeAll(async () => {
    local = await LocalServer.start();
  });
  afterAll(async () => {
    await local.close();
  });
  beforeEach(async () => {
    ({ ada, bob, prepared } = await sitPair(local, { cameraOff: false }));
  });

  const produce = async (mid: string, more: Partial<ProduceInput> = {}): Promise<ProducerId> => {
    const { producerId } = await ada.trpc.produce.mutate({
      transportId: prepared.sendTransport.transportId,
      source: 'camera',
      kind: 'video',
      rtpParameters: videoParameters(mid, 3),
      paused: false,
      ...more,
    });
    return producerId;
  };

  it('CODEC-6: the next one is told before the end of the one before, and its consumer replaces that one’s', async () => {
    const first = await produce('1');
    const { consumer } = await bob.waitForEvent('newConsumer');
    const second = await produce('2', { replaces: first });
    const next = (await bob.waitForEvent('newConsumer', 2)).consumer;
    expect(next).toMatchObject({ producerId: second, replaces: consumer.consumerId });
    expect(bob.eventsOf('producerClosed')).toEqual([]);
    expect(bob.eventsOf('consumerClosed')).toEqual([]);
    await ada.trpc.closeProducer.mutate({ producerId: first });
    expect(await bob.waitForEvent('producerClosed')).toMatchObject({ producerId: first });
    // The camera is as on as it was.
    expect(bob.eventsOf('participantUpdated').filter(({ participant }) => participant.cameraOff)).toEqual([]);
  });

  it('CODEC-6: the same again, after a lost answer, is the same producer', async () => {
    const first = await produce('1');
    const second = await produce('2', { replaces: first });
    expect(await produce('2', { replaces: first })).toBe(second);
  });

  it('CODEC-7: nothing but the current producer of that source is replaced', async () => {
    const first = await produce('1');
    expect(await codeOf(produce('2'))).toBe('cannotProduce');
    const second = await produce('2', { replaces: first });
    expect(await codeOf(produce('3', { replaces: first }))).toBe('cannotProduce');
    // A third one ends the first: there are never more than two.
    await produce('3', { replaces: second });
    expect(await bob.waitForEvent('producerClosed')).toMatchObject({ producerId: first });
  });

  it('CODEC-7: what is paused, or ends, is so in both', async () => {
    const first = await produce('1');
    const second = await produce('2', { replaces: first });
    await ada.trpc.pauseProducer.mutate({ producerId: second });
    expect(await bob.waitForEvent('producerClosed')).toMatchObject({ producerId: first });
    await ada.trpc.resumeProducer.mutate({ producerId: second });
    const third = await produce('3', { replaces: second });
    await ada.trpc.closeProducer.mutate({ producerId: third });
    await bob.waitForEvent('producerClosed', 3);
    expect(bob.eventsOf('participantUpdated').at(-1)).toMatchObject({ participant: { cameraOff: true } });
  });

  it('CODEC-1: everybody is told which codecs a person cannot see', async () => {
    const carol = await local.enterSameMeeting(bob);
    const { routerRtpCapabilities } = await carol.trpc.prepare.mutate();
    const codecs = routerRtpCapabilities.codecs?.filter(({ mimeType }) => !/VP9|AV1/i.test(mimeType)) ?? [];
    await carol.joinWith({ ...routerRtpCapabilities, codecs });
    const { participant } = await bob.waitForEvent('newPeer');
    expect(participant.cannotDecode).toEqual(['vp9', 'av1']);
    expect(await produce('1')).toBeDefined();
  });
});

it('CODEC-1: on another server it is told too', async () => {
  const cluster = await LocalCluster.start({ servers: 2 });
  try {
    const meeting = await cluster.createMeeting();
    const sittings = new Sittings(cluster, meeting);
    const { client: ada, prepared } = await sittings.sit(0, 'Ada');
    const { codecs = [], ...rest } = prepared.routerRtpCapabilities;
    const rtpCapabilities = { ...rest, codecs: codecs.filter(({ mimeType }) => !/AV1/i.test(mimeType)) };
    await sittings.sit(1, 'Bob', { input: { rtpCapabilities } });
    const told = () =>
      [...ada.eventsOf('newPeer'), ...ada.eventsOf('participantUpdated')].map(({ participant }) =>
        participant.cannotDecode?.join(),
      );
    // By the rows he may be heard of first, which do not say it.
    await waitUntil('Ada to know what Bob cannot decode', () => told().includes('av1'));
  } finally {
    await cluster.close();
  }
});
