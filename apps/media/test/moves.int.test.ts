import { randomUUID } from 'node:crypto';
import { type Joined, type JoinInput, type PeerId, type PrepareOutput, UserId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { RecordingLog } from './RecordingLog.ts';
import { audioParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

type Sitting = { readonly client: TestClient; readonly prepared: PrepareOutput; readonly joined: Joined };

describe('moves', () => {
  const log = new RecordingLog();
  let local: LocalServer;
  let meeting: TestMeeting;
  let userId: UserId;
  let bob: TestClient;
  let first: Sitting;

  beforeAll(async () => {
    local = await LocalServer.start({ limits: { leavingMs: 6_000 }, log });
  });
  afterAll(async () => {
    await local.close();
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
    userId = UserId.parse(randomUUID());
    bob = await local.enter(meeting);
    await bob.join({ name: 'Bob' });
    first = await sit();
  });

  const sit = async (input: Partial<JoinInput> = {}, predecessor?: PeerId): Promise<Sitting> => {
    const client = await local.enter(meeting, { userId, ...(predecessor && { change: { predecessor } }) });
    const prepared = await client.trpc.prepare.mutate();
    return { client, prepared, joined: await client.joinWith(prepared.routerRtpCapabilities, input) };
  };
  const moveFrom = ({ joined: { self } }: Sitting) => sit({ heldSeatEpoch: self.seatEpoch }, self.peerId);
  const speak = async ({ client, prepared }: Sitting, paused = false) => {
    const { producerId } = await client.trpc.produce.mutate({
      transportId: prepared.sendTransport.transportId,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: audioParameters(),
      paused,
    });
    return producerId;
  };
  /** Bob receives his nth consumer. */
  const receive = async (nth: number) => {
    const { consumer } = await bob.waitForEvent('newConsumer', nth);
    await bob.trpc.resumeConsumer.mutate({ consumerId: consumer.consumerId });
    return consumer;
  };
  const closed = async ({ client }: Sitting) => (await client.waitForEvent('closed')).reason;
  const room = () => local.server.rooms.all.find((each) => each.meeting.meetingId === meeting.meetingId)!;
  const tilesOfAda = async () => {
    const watcher = await local.enter(meeting);
    const { snapshot } = await watcher.join({ name: 'Watcher' });
    await watcher.trpc.leave.mutate();
    const { participantId } = first.joined.self;
    return {
      peers: snapshot.participants.flatMap((each) =>
        each.participantId === participantId ? [each.peerId] : [],
      ),
      producers: snapshot.streams.map(({ producerId }) => producerId),
    };
  };

  it('MOVE-1: the server asks for a move by an event; who does not sit here is not asked', async () => {
    expect(room().move(first.joined.self.participantId, 'drain')).toBe(true);
    expect(await first.client.waitForEvent('moveStarted')).toEqual({ type: 'moveStarted', reason: 'drain' });
    await first.client.trpc.leave.mutate();
    expect(room().move(first.joined.self.participantId, 'drain')).toBe(false);
  });

  it('MOVE-2: the predecessor goes on sending, may only close, and is in the meeting once', async () => {
    const before = await speak(first);
    const old = await receive(1);
    const second = await moveFrom(first);
    expect(second.joined.self.seatEpoch).toBe(first.joined.self.seatEpoch + 1);
    expect(second.joined.snapshot.participants).toHaveLength(2);
    expect(first.client.eventsOf('closed')).toEqual([]);
    expect((await local.consumerOf(old.consumerId)).paused).toBe(false);
    const { trpc } = first.client;
    for (const ask of [
      () => trpc.pauseProducer.mutate({ producerId: before }),
      () => trpc.rename.mutate({ name: 'Eve' }),
      () => trpc.setView.mutate({ tiles: [] }),
      () => speak(first),
    ]) {
      expect(await codeOf(ask())).toBe('wrongState');
    }
    expect(await tilesOfAda()).toEqual({ peers: [second.joined.self.peerId], producers: [before] });
    await trpc.closeProducer.mutate({ producerId: before });
    expect(await bob.waitForEvent('producerClosed')).toMatchObject({ producerId: before });
    await second.client.trpc.leave.mutate();
  });

  it('MOVE-3: it ends when who had the old stream has resumed the new one, and not before', async () => {
    const before = await speak(first);
    const old = await receive(1);
    const second = await moveFrom(first);
    const after = await speak(second);
    const { consumer } = await bob.waitForEvent('newConsumer', 2);
    expect(consumer).toMatchObject({ producerId: after, replaces: old.consumerId, streamId: old.streamId });
    expect((await local.consumerOf(old.consumerId)).paused).toBe(false);
    expect(await tilesOfAda()).toEqual({ peers: [second.joined.self.peerId], producers: [after] });
    expect(first.client.eventsOf('closed')).toEqual([]);
    const resumedAt = performance.now();
    await receive(2);
    expect(await closed(first)).toBe('replaced');
    expect(performance.now() - resumedAt).toBeLessThan(4_000);
    expect(await bob.waitForEvent('producerClosed')).toMatchObject({ producerId: before });
    const ended = () => bob.eventsOf('peerClosed').map(({ peerId }) => peerId);
    await waitUntil('the others to know', () => ended().includes(first.joined.self.peerId));
    expect((await local.consumerOf(consumer.consumerId)).paused).toBe(false);
    const types = bob.events.map(({ event }) => event.type);
    expect(types.lastIndexOf('newProducer')).toBeLessThan(types.indexOf('producerClosed'));
  });

  it('MOVE-3: one that sends nothing, or only what is paused, is needed by nobody', async () => {
    await speak(first, true);
    const second = await moveFrom(first);
    expect(await closed(first)).toBe('replaced');
    expect(second.client.eventsOf('closed')).toEqual([]);
  });

  it('MOVE-4: what nobody takes over ends after leavingMs', async () => {
    await speak(first);
    const movedAt = performance.now();
    await moveFrom(first);
    expect(await closed(first)).toBe('replaced');
    expect(performance.now() - movedAt).toBeGreaterThan(5_000);
  });

  it('MOVE-5: it ends with its socket, and with the peer that was to take over', async () => {
    await speak(first);
    const second = await moveFrom(first);
    first.client.drop();
    expect(await bob.waitForEvent('peerClosed')).toMatchObject({
      peerId: first.joined.self.peerId,
      reason: 'socketLost',
    });
    await speak(second);
    const third = await moveFrom(second);
    await third.client.trpc.leave.mutate();
    expect(await closed(second)).toBe('left');
    expect(local.transportsOf(meeting)).toBe(2);
  });

  it('MOVE-5: it ends with its worker and with the room, for the same reason as all', async () => {
    await speak(first);
    const second = await moveFrom(first);
    await speak(second);
    room().close('workerDied');
    expect([await closed(first), await closed(second)]).toEqual(['workerDied', 'workerDied']);
    expect(local.transportsOf(meeting)).toBe(0);
  });

  it('MOVE-5: with the last of them the room ends, once (000-23)', async () => {
    const second = await moveFrom(first);
    await bob.trpc.leave.mutate();
    await second.client.trpc.leave.mutate();
    await closed(first);
    const { meetingId } = meeting;
    const ends = log.lines.filter(
      ({ message, fields }) => message === 'room closed' && fields['meetingId'] === meetingId,
    );
    expect(ends).toHaveLength(1);
  });

  it('MOVE-13: a join whose answer was lost is answered again, and the predecessor goes on', async () => {
    await speak(first);
    const second = await moveFrom(first);
    second.client.drop();
    const again = local.connect({ resumeToken: second.joined.resumeToken });
    const { self } = await again.joinWith(second.prepared.routerRtpCapabilities, {
      heldSeatEpoch: first.joined.self.seatEpoch,
    });
    expect(self.peerId).toBe(second.joined.self.peerId);
    expect(first.client.eventsOf('closed')).toEqual([]);
    await again.trpc.leave.mutate();
  });

  it('MOVE-6: of two moves in a row each predecessor goes on until its streams are taken over', async () => {
    await speak(first);
    const old = await receive(1);
    const second = await moveFrom(first);
    const third = await moveFrom(second);
    expect(await closed(second)).toBe('replaced');
    expect(first.client.eventsOf('closed')).toEqual([]);
    expect((await local.consumerOf(old.consumerId)).paused).toBe(false);
    await speak(third);
    await receive(2);
    expect(await closed(first)).toBe('replaced');
    expect(third.client.eventsOf('closed')).toEqual([]);
  });

  it('MOVE-7: a takeover and a rejoin close all lower peers at once', async () => {
    await speak(first);
    const second = await moveFrom(first);
    await sit({ takeOver: true });
    expect([await closed(first), await closed(second)]).toEqual(['takenOver', 'takenOver']);
  });

  it('MOVE-7: a predecessor that is not the seat’s current peer here is none', async () => {
    await speak(first);
    const second = await sit({ heldSeatEpoch: first.joined.self.seatEpoch });
    expect(await closed(first)).toBe('replaced');
    await sit({ heldSeatEpoch: second.joined.self.seatEpoch }, first.joined.self.peerId);
    expect(await closed(second)).toBe('replaced');
  });

  it('MOVE-8: mute and camera come with the one who is moved, not out of the database', async () => {
    const producerId = await speak(first);
    await first.client.trpc.pauseProducer.mutate({ producerId });
    await first.client.trpc.resumeProducer.mutate({ producerId });
    const { self } = first.joined;
    const second = await sit({ heldSeatEpoch: self.seatEpoch, muted: false, cameraOff: true }, self.peerId);
    expect(second.joined.self).toMatchObject({ muted: false, cameraOff: true });
  });

  it('MOVE-9: after twenty moves all counts and rows are what they were (004-95)', async () => {
    await speak(first);
    await receive(1);
    const before = local.counts;
    let current = first;
    for (let move = 1; move <= 20; move += 1) {
      const next = await moveFrom(current);
      await speak(next);
      await receive(move + 1);
      current = next;
    }
    await waitUntil('the predecessors to be closed', () => bob.eventsOf('peerClosed').length === 20);
    expect(local.counts).toEqual(before);
    await waitUntil('one producer in the map', async () => {
      const { routers } = await local.database.distribution.read();
      return routers.find(({ meetingId }) => meetingId === meeting.meetingId)?.producers === 1;
    });
  });
});
