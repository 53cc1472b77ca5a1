import { LocalCluster, type TestMeeting, waitFor } from '@convene/media/testing';
import { installWebRtc, realDevice, TestPerson } from '@convene/meeting-client/testing/real';
import { type StreamId, streamIdOf } from '@convene/protocol';
import { afterAll, beforeAll, it } from 'vitest';
import type { HeadlessParticipant, PictureSource } from '../src/index.ts';
import { pictureOf } from '../src/media/pictures.ts';
import { People } from './People.ts';

const FPS = 15;
/** Of 180, 360 and 720 lines, in bits per second. */
const BITRATES = new Map([
  [180, 100_000],
  [360, 250_000],
  [720, 600_000],
]);
const NAMES = ['Ada', 'Bob', 'Cid'];
const TOP = 2;
/** A bandwidth estimation finds back in ten seconds. */
const PATIENCE_MS = 100_000;
const TILE = { width: 1280, height: 720, visible: true, quality: 'auto' } as const;

/** As many bits as an encoder would need. What follows the coded picture no decoder reads. */
const heavy: PictureSource = (_, height) => {
  const picture = pictureOf(height);
  const { nextFrame } = picture;
  const bytes = Math.round((BITRATES.get(picture.height) ?? 0) / 8 / FPS);
  return { ...picture, nextFrame: Buffer.concat([nextFrame], Math.max(nextFrame.length, bytes)) };
};

const people = new People();
const uninstall = installWebRtc();
let cluster: LocalCluster;
let meeting: TestMeeting;
let slow: TestPerson | undefined;

beforeAll(async () => {
  cluster = await LocalCluster.start({
    servers: 2,
    each: { workers: 1 },
    relayPipes: true,
    relayClients: true,
  });
  meeting = await cluster.createMeeting();
});
afterAll(async () => {
  slow?.close();
  people.closeAll();
  await cluster.close();
  uninstall();
});

it('CONSUME-17: who has little bandwidth loses sharpness first, then pictures that matter less, and gets all back; nobody else notices (004-55)', async () => {
  const send = { audio: false, fps: FPS, picture: heavy };
  const senders: HeadlessParticipant[] = [];
  for (const name of NAMES) {
    senders.push(await people.join(cluster.server(0), meeting, { name, send, receive: 'none' }));
  }
  const cameras = senders.map(({ snapshot: { self } }) => streamIdOf(self!.participantId, 'camera'));
  /** The layers that come, the pinned one's first; -1: none. */
  type Seen = {
    readonly streams: ReadonlyMap<
      StreamId,
      { readonly layers?: { spatialLayer: number } | null | undefined }
    >;
  };
  const layersOf = ({ streams }: Seen) =>
    cameras.map((camera) => streams.get(camera)?.layers?.spatialLayer ?? -1);
  const fast = await people.join(cluster.server(0), meeting, {
    name: 'Fast',
    send: { audio: false, layers: 0 },
  });
  for (const camera of cameras) fast.draw(TILE, camera);

  slow = new TestPerson({ local: cluster.server(1), meeting, device: realDevice() });
  await slow.client.enter();
  await slow.untilWarm();
  await slow.client.join({ name: 'Slow' });
  slow.client.setView(cameras.map((streamId, index) => ({ ...TILE, streamId, pinned: index === 0 })));
  const untilSlow = async (what: string, isSo: (pinned: number, others: readonly number[]) => boolean) => {
    const look = () => {
      const [pinned = -1, ...others] = layersOf(slow!.snapshot);
      return isSo(pinned, others) ? true : undefined;
    };
    await waitFor(`slow: ${what}`, look, PATIENCE_MS);
    const isSharp = () => (layersOf(fast.snapshot).every((layer) => layer === TOP) ? true : undefined);
    await waitFor(`fast is sharp while slow has: ${what}`, isSharp, PATIENCE_MS);
  };
  await untilSlow('all are sharp', (...layers) => layers.flat().every((layer) => layer === TOP));

  // Room for one that is sharp, and two that are not.
  cluster.clientsOf(1).degrade({ bandwidth: 1_200_000 });
  await untilSlow(
    'the pinned one alone is sharp, and all are shown',
    (pinned, others) => pinned === TOP && others.every((layer) => layer >= 0 && layer < TOP),
  );
  // Not even for the lowest of each.
  cluster.clientsOf(1).degrade({ bandwidth: 230_000 });
  await untilSlow(
    'the pinned one is shown, and another is not',
    (pinned, others) => pinned >= 0 && others.includes(-1),
  );
  cluster.clientsOf(1).mend();
  await untilSlow('all are sharp again', (...layers) => layers.flat().every((layer) => layer === TOP));
}, 400_000);
