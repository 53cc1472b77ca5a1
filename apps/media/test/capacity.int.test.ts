import { DecisionInputs, replay } from '@convene/placement';
import {
  type Joined,
  kindOfSource,
  type ParticipantId,
  type Source,
  streamIdOf,
  type ViewTile,
} from '@convene/protocol';
import { afterEach, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { audioParameters, videoParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';

const WORKERS = 3;
const MAX_CONSUMERS = 30;
const HARD_LIMIT = 36;
const MOST_PEOPLE = 40;

let local: LocalServer;
afterEach(() => local.close());

type Person = { readonly client: TestClient; readonly joined: Joined };

/** Consumers that a client has been told of and that stand. */
const consumersOf = ({ client, joined }: Person): number =>
  joined.snapshot.consumers.length +
  client.eventsOf('newConsumer').length -
  client.eventsOf('consumerClosed').length;

/** One more person who sends at once; undefined: they are told that the server is full. */
async function come(meeting: TestMeeting, { camera }: { camera: boolean }): Promise<Person | undefined> {
  const client = await local.enter(meeting);
  const prepared = await client.trpc.prepare.mutate();
  const joined = await client.trpc.join.mutate({
    name: 'Ada',
    rtpCapabilities: prepared.routerRtpCapabilities,
    muted: false,
    cameraOff: !camera,
  });
  if (joined.result === 'elsewhere') {
    expect(joined.reason).toBe('full');
    return undefined;
  }
  if (joined.result !== 'joined') throw new Error(joined.result);
  client.subscribe(joined.eventId);
  const { transportId } = (joined.transports ?? prepared).sendTransport;
  const send = { transportId, paused: false };
  await client.trpc.produce.mutate({
    ...send,
    source: 'microphone',
    kind: 'audio',
    rtpParameters: audioParameters('0'),
  });
  if (camera) {
    await client.trpc.produce.mutate({
      ...send,
      source: 'camera',
      kind: 'video',
      rtpParameters: videoParameters('1'),
    });
  }
  return { client, joined };
}

it.each([
  ['PLACE-28: audio only', { camera: false }],
  ['PLACE-29: with video', { camera: true }],
])(
  '%s, people fill the workers in order, no limit is passed, and who is too many is told so (000-42, 004-93)',
  async (_what, sends) => {
    local = await LocalServer.start({
      workers: WORKERS,
      portsPerWorker: 40,
      media: { maxConsumersPerWorker: MAX_CONSUMERS },
    });
    const meeting = await local.createMeeting();
    const { workers } = local.server.pool;
    const workerOf = new Map<ParticipantId, number>();
    const people: Person[] = [];
    const clientConsumers = () =>
      workers.map(({ index }) =>
        people
          .filter(({ joined }) => workerOf.get(joined.self.participantId) === index)
          .reduce((sum, person) => sum + consumersOf(person), 0),
      );

    let refused = 0;
    while (refused === 0 && people.length < MOST_PEOPLE) {
      const person = await come(meeting, sends);
      if (person === undefined) {
        refused += 1;
        continue;
      }
      people.push(person);
      const { participants } = await local.database.distribution.read();
      const seat = participants.find((each) => each.participantId === person.joined.self.participantId);
      workerOf.set(
        person.joined.self.participantId,
        workers.find(({ workerId }) => workerId === seat?.workerId)!.index,
      );
      const first = people[0]!;
      await waitUntil('the first person to hear of the last', () => {
        const streams = first.joined.snapshot.streams.length + first.client.eventsOf('newProducer').length;
        return streams === (people.length - 1) * (sends.camera ? 2 : 1);
      });
      for (const consumers of clientConsumers()) expect(consumers).toBeLessThanOrEqual(HARD_LIMIT);
    }

    expect(refused).toBe(1);
    const order = people.map(({ joined }) => workerOf.get(joined.self.participantId));
    expect(order).toEqual(order.toSorted((a, b) => Number(a) - Number(b)));
    expect(new Set(order).size).toBeGreaterThan(1);
    // Each of them sits where their decision says.
    const rows = await local.database.placements.list(meeting.meetingId);
    expect(rows).toHaveLength(people.length);
    for (const { workerId, inputs, reasons } of rows) {
      expect(replay(DecisionInputs.parse(inputs))).toEqual({ chosen: workerId, reasons });
    }
  },
  120_000,
);

/** Somebody whose microphone and camera a test turns on. */
async function sitDown(meeting: TestMeeting, name: string, tiles: ViewTile[]) {
  const client = await local.enter(meeting);
  const prepared = await client.trpc.prepare.mutate();
  const joined = await client.joinWith(prepared.routerRtpCapabilities, {
    name,
    cameraOff: true,
    view: { tiles },
  });
  const send = async (source: Source) => {
    const kind = kindOfSource(source);
    const rtpParameters = kind === 'audio' ? audioParameters(source) : videoParameters(source);
    const { transportId } = prepared.sendTransport;
    const { producerId } = await client.trpc.produce.mutate({
      ...{ transportId, source, kind, rtpParameters, paused: false },
    });
    return { producerId, streamId: streamIdOf(joined.self.participantId, source) };
  };
  return { client, send };
}

it('PLACE-26: of what is in view the largest tile comes first; the rest is announced only, until there is space', async () => {
  // 8 consumers by admission, 9 by the view; the other worker is there for the server's capacity.
  local = await LocalServer.start({ workers: 2, media: { maxConsumersPerWorker: 8 } });
  const meeting = await local.createMeeting();
  const sit = (name: string, tiles: ViewTile[] = []) => sitDown(meeting, name, tiles);
  const made = (count: number) =>
    waitUntil(`${count} consumers`, () => local.server.pool.workers[0]?.consumers === count);

  const [ada, bob] = [await sit('Ada'), await sit('Bob')];
  const [small, large] = [await ada.send('camera'), await bob.send('camera')];
  await made(2);
  const tile = { width: 640, height: 360, visible: false, pinned: false, quality: 'auto' as const };
  const tiles = [
    { ...tile, streamId: small.streamId, width: 160, height: 90 },
    { ...tile, streamId: large.streamId },
  ];
  const eve = await sit('Eve', tiles);
  for (const source of ['microphone', 'screenAudio'] as const) await ada.send(source);
  const { producerId } = await bob.send('microphone');
  await made(8);

  await eve.client.trpc.setView.mutate({ tiles: tiles.map((each) => ({ ...each, visible: true })) });
  await made(9);
  const shown = () =>
    eve.client
      .eventsOf('newConsumer')
      .flatMap(({ consumer }) => (consumer.source === 'camera' ? [consumer.streamId] : []));
  expect(shown()).toEqual([large.streamId]);
  const heldBack = () => eve.client.eventsOf('streamsHeldBack').at(-1)?.streamIds;
  await waitUntil('what is held back', () => heldBack()?.length === 1);
  expect(heldBack()).toEqual([small.streamId]);
  await bob.client.trpc.closeProducer.mutate({ producerId });
  await waitUntil('the small tile', () => shown().includes(small.streamId));
  await waitUntil('nothing to be held back', () => heldBack()?.length === 0);
});

it('PLACE-26: what somebody does not look at any more makes way for what they do', async () => {
  local = await LocalServer.start({ workers: 2, media: { maxConsumersPerWorker: 8 } });
  const meeting = await local.createMeeting();
  const made = (count: number) =>
    waitUntil(`${count} consumers`, () => local.server.pool.workers[0]?.consumers === count);
  const [ada, bob] = [await sitDown(meeting, 'Ada', []), await sitDown(meeting, 'Bob', [])];
  const [one, other] = [await ada.send('camera'), await bob.send('camera')];
  await made(2);
  const tile = { width: 640, height: 360, pinned: false, quality: 'auto' as const };
  const tiles = (visible: boolean) => [
    { ...tile, streamId: one.streamId, visible },
    { ...tile, streamId: other.streamId, visible: !visible },
  ];
  const { client } = await sitDown(meeting, 'Eve', tiles(true));
  for (const source of ['microphone', 'screenAudio'] as const) await ada.send(source);
  await bob.send('microphone');
  await made(9);
  await client.trpc.setView.mutate({ tiles: tiles(false) });
  await waitUntil('the other tile', () =>
    client.eventsOf('newConsumer').some(({ consumer }) => consumer.streamId === other.streamId),
  );
  expect(client.eventsOf('consumerClosed')).toHaveLength(1);
  await made(9);
});
