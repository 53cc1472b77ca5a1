import { randomUUID } from 'node:crypto';
import { UserId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PATIENT_MS, type TestMeeting } from './Installation.ts';
import { LocalCluster } from './LocalCluster.ts';
import { videoParameters } from './rtp.ts';
import { send, type Sitting, Sittings } from './Sittings.ts';
import { waitUntil } from './waitFor.ts';

const idOf = ({ joined }: Sitting) => joined.self.participantId;

describe.each([
  ['to another peer', 0],
  ['to another server', 1],
] as const)('what a host stops of somebody who moves %s', (_, target) => {
  let cluster: LocalCluster;
  let meeting: TestMeeting;
  let host: Sitting;
  let before: Sitting;
  let userId: UserId;

  beforeAll(async () => {
    // What is left of the one that moves would go on for as long as a test may take.
    cluster = await LocalCluster.start({
      servers: 2,
      each: { limits: { linkCallMs: PATIENT_MS, leavingMs: PATIENT_MS } },
    });
  });
  afterAll(() => cluster.close());
  beforeEach(async () => {
    meeting = await cluster.createMeeting();
    userId = UserId.parse(randomUUID());
    const sittings = new Sittings(cluster, meeting);
    host = await sittings.sit(0, 'Host', { userId: meeting.hostUserId });
    // Somebody on each server, so that the room stands there whoever comes and goes.
    await sittings.sit(1, 'Eve');
    before = await sittings.sit(0, 'Bob', { userId });
  });

  const rooms = () =>
    cluster.servers
      .flatMap(({ server }) => server.rooms.all)
      .filter((room) => room.meeting.meetingId === meeting.meetingId);
  const leaving = () => rooms().flatMap(({ gathering }) => gathering.leaving.all);
  const formerStream = (source: 'microphone' | 'camera' | 'screen') =>
    leaving()
      .map(({ peer }) => peer.session?.producers.get(source))
      .find((stream) => stream !== undefined);

  /** The next peer sits, and sends nothing: the client is slow, or does as it likes. */
  async function move(): Promise<Sitting> {
    const { peerId: predecessor, seatEpoch: heldSeatEpoch } = before.joined.self;
    const next = await new Sittings(cluster, meeting).sit(target, 'Bob', {
      userId,
      predecessor,
      input: { heldSeatEpoch, muted: false, cameraOff: false },
    });
    await waitUntil('the former peer to be leaving', () => leaving().length === 1);
    await waitUntil('everybody to know where Bob sits', () =>
      rooms().every(({ gathering }) =>
        gathering.roster.participants.some(({ peerId }) => peerId === next.joined.self.peerId),
      ),
    );
    return next;
  }

  it('HOST-1: muted, nothing is heard of the peer that they come from', async () => {
    await send(before, 'microphone');
    const next = await move();
    await host.client.trpc.stopSource.mutate({ participantId: idOf(before), source: 'microphone' });
    expect(formerStream('microphone')?.producer.paused).toBe(true);
    expect(await next.client.waitForEvent('stoppedByHost')).toMatchObject({ source: 'microphone' });
  });

  it('HOST-4: muted with everybody, too', async () => {
    await send(before, 'microphone');
    await move();
    await host.client.trpc.muteAll.mutate();
    expect(formerStream('microphone')?.producer.paused).toBe(true);
  });

  it('HOST-1: camera off, and the end of a share that the next peer does not send yet', async () => {
    await send(before, 'camera');
    await before.client.trpc.produce.mutate({
      transportId: (before.joined.transports ?? before.prepared).sendTransport.transportId,
      source: 'screen',
      kind: 'video',
      rtpParameters: videoParameters('2'),
      paused: false,
    });
    await move();
    for (const source of ['camera', 'screen'] as const) {
      await host.client.trpc.stopSource.mutate({ participantId: idOf(before), source });
    }
    expect(formerStream('camera')?.producer.paused).toBe(true);
    expect(formerStream('screen')).toBeUndefined();
    // The client is told of it, or would begin the share again from the next peer.
    expect(await before.client.waitForEvent('stoppedByHost')).toMatchObject({ source: 'screen' });
  });

  it('HOST-30: removed, both end', async () => {
    await send(before, 'microphone');
    const next = await move();
    await host.client.trpc.removeParticipant.mutate({ participantId: idOf(before) });
    expect((await next.client.waitForEvent('closed')).reason).toBe('removed');
    await waitUntil('nothing to be left of them', () => leaving().length === 0);
  });
});
