import type { ConsumerInfo, ProducerId } from '@convene/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalServer } from './LocalServer.ts';
import { videoParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';

const SENDERS = 10;

describe('many tiles in view', () => {
  let local: LocalServer;

  beforeAll(async () => {
    local = await LocalServer.start();
  });
  afterAll(async () => {
    await local.close();
  });

  async function sendCamera(client: TestClient): Promise<ProducerId> {
    const prepared = await client.trpc.prepare.mutate();
    await client.joinWith(prepared.routerRtpCapabilities, { muted: true, cameraOff: false });
    const { producerId } = await client.trpc.produce.mutate({
      transportId: prepared.sendTransport.transportId,
      source: 'camera',
      kind: 'video',
      rtpParameters: videoParameters('1', 3),
      paused: false,
    });
    return producerId;
  }

  it('CONSUME-16, DEMAND-16: who sees many is content with half the frames, and the senders are told so', async () => {
    const meeting = await local.createMeeting();
    const viewer = await local.enter(meeting);
    await viewer.join({ name: 'Viewer' });
    const senders = await Promise.all(Array.from({ length: SENDERS }, () => local.enter(meeting)));
    const [producerId] = await Promise.all(senders.map(sendCamera));
    // Nobody but the viewer looks at anything.
    await Promise.all(senders.map((sender) => sender.trpc.setView.mutate({ tiles: [] })));
    await viewer.waitForEvent('newConsumer', SENDERS);
    const consumers = viewer.eventsOf('newConsumer').map(({ consumer }) => consumer);
    const view = (shown: readonly ConsumerInfo[]) =>
      viewer.trpc.setView.mutate({
        tiles: shown.map(({ streamId }) => ({ streamId, width: 160, height: 90, visible: true })),
      });
    const layersOf = async ({ consumerId }: ConsumerInfo) => {
      const dump = await local.consumerOf(consumerId);
      return 'preferredTemporalLayer' in dump
        ? [dump.preferredSpatialLayer, dump.preferredTemporalLayer]
        : undefined;
    };
    await view(consumers);
    expect(await Promise.all(consumers.map(layersOf))).toEqual(consumers.map(() => [0, 1]));
    const told = () => senders.map((sender) => sender.eventsOf('demandChanged').at(-1)?.amongMany === true);
    await waitUntil('every sender is told that it is seen among many', () => told().every(Boolean));

    // One whose camera is off is none of the pictures.
    const others = consumers.filter((consumer) => consumer.producerId !== producerId);
    const untilAll = async (what: string, temporalLayer: number) =>
      waitUntil(what, async () =>
        (await Promise.all(others.map(layersOf))).every((layers) => layers?.[1] === temporalLayer),
      );
    await senders[0]?.trpc.pauseProducer.mutate({ producerId: producerId! });
    await untilAll('all frames of nine, since one has paused', 2);
    await senders[0]?.trpc.resumeProducer.mutate({ producerId: producerId! });
    await untilAll('half the frames of ten', 1);

    const few = consumers.slice(0, 9);
    await view(few);
    expect(await Promise.all(few.map(layersOf))).toEqual(few.map(() => [0, 2]));
    await waitUntil('senders in view are told so', () => told().filter(Boolean).length <= 1);
  });
});
