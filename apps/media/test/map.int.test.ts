import { randomUUID } from 'node:crypto';
import { UserId } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ClusterNode, type ClusterNodeOptions } from './ClusterNode.ts';
import { Installation } from './Installation.ts';
import { waitFor, waitUntil } from './waitFor.ts';

let installation: Installation;
let nodes: ClusterNode[] = [];

beforeAll(async () => {
  installation = await Installation.create();
});
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.close()));
  nodes = [];
});
afterAll(() => installation.close());

async function start(options: ClusterNodeOptions = {}): Promise<ClusterNode> {
  const node = await ClusterNode.start(installation, options);
  nodes.push(node);
  return node;
}

/** Two servers with one person each, which mirror each other. */
async function shareRoom() {
  const [one, two] = [await start(), await start()];
  const meeting = await installation.createMeeting();
  const here = await one.listen(meeting);
  const ada = await one.join(here);
  const there = await two.listen(meeting);
  const bob = await two.join(there);
  await waitUntil('both to mirror each other', () => here.watchers === 1 && there.watchers === 1);
  for (const [room, other, part] of [
    [here, two, there],
    [there, one, here],
  ] as const) {
    // The rows may have told of it before, in words of their own.
    await waitUntil('the part of the other', () => {
      const told = room.parts.get(other.serverId)?.participants;
      return JSON.stringify(told) === JSON.stringify(part.read().participants);
    });
  }
  return { one, two, meeting, here, there, ada, bob };
}

it('MAP-3: a join’s answer has the people and producers of other servers before it resolves (000-13, 000-20, 000-21)', async () => {
  const [one, two] = [await start(), await start()];
  const meeting = await installation.createMeeting();
  const here = await one.listen(meeting);
  const ada = await one.join(here);
  const stream = await one.produce(here, ada);
  // Out of reach, so that the rows alone can tell it.
  one.linkRelay.cut();
  const there = await two.listen(meeting);
  await two.join(there);
  const part = there.parts.get(one.serverId);
  expect(part?.participants.map(({ participantId }) => participantId)).toEqual([ada.participantId]);
  expect(part?.streams).toMatchObject([{ producerId: stream.producerId, routerId: ada.routerId }]);
});

it('MAP-4: who sits down or sends is told to the other servers at once, over the link (000-9, 000-26..30)', async () => {
  const { one, two, here, there, ada } = await shareRoom();
  const stream = here.send(ada);
  const part = () => there.parts.get(one.serverId);
  await waitUntil('the stream', () => part()?.streams.length === 1);
  expect(part()?.streams[0]).toEqual(stream);
  here.emit({
    type: 'streamPaused',
    producerId: stream.producerId,
    streamId: stream.streamId,
    paused: true,
  });
  await waitUntil('the pause', () => part()?.streams[0]?.paused === true);
  here.emit({ type: 'signal', down: { type: 'typing', typing: true, participantId: ada.participantId } });
  here.emit({ type: 'chatAppended', seq: 7 });
  here.emit({ type: 'streamRemoved', producerId: stream.producerId, streamId: stream.streamId });
  await waitUntil('its end', () => part()?.streams.length === 0);
  expect(there.signals).toHaveLength(1);
  expect(there.chatSeqs).toContain(7);
  // Its own news it does not tell itself (000-26).
  expect(here.parts.has(one.serverId)).toBe(false);
  expect(two.linkTo(one)).toMatchObject({ state: 'open' });
});

it('MAP-5: a producer that is added while a server begins to listen does not fall between (000-10, 000-11, 000-14)', async () => {
  const [one, two] = [await start(), await start()];
  const meeting = await installation.createMeeting();
  const here = await one.listen(meeting);
  const ada = await one.join(here);
  const there = await two.listen(meeting);
  const joining = two.join(there);
  const streams = await Promise.all(Array.from({ length: 5 }, () => one.produce(here, ada)));
  await joining;
  const ids = streams.map(({ producerId }) => producerId).toSorted();
  await waitUntil('all of them', () => {
    const told = there.parts.get(one.serverId)?.streams ?? [];
    return (
      told
        .map(({ producerId }) => producerId)
        .toSorted()
        .join() === ids.join()
    );
  });
});

it('MAP-6: with the link cut the part is kept as unreachable and the rows count; healed, both are equal again', async () => {
  const { one, two, here, there, ada } = await shareRoom();
  const first = await one.produce(here, ada);
  await waitUntil('the stream', () => there.parts.get(one.serverId)?.streams.length === 1);
  one.linkRelay.cut();
  await waitUntil('it to be out of reach', () => there.parts.get(one.serverId)?.reachable === false);
  expect(there.parts.get(one.serverId)?.participants).toHaveLength(1);
  // Told by NOTIFY, read from the rows.
  const second = await one.produce(here, ada);
  await waitUntil('the row of the second stream', () => {
    const told = there.parts.get(one.serverId)?.streams ?? [];
    return told.some(({ producerId }) => producerId === second.producerId);
  });
  expect(two.linkTo(one)).toMatchObject({ state: 'retrying', reason: 'outOfReach' });
  await one.database.producers.remove(first.producerId);
  here.emit({ type: 'streamRemoved', producerId: first.producerId, streamId: first.streamId });
  here.sitDown({ name: 'Only over the link' });
  one.linkRelay.mend();
  await waitUntil('the mirror', () => there.parts.get(one.serverId)?.participants.length === 2);
  const { reachable, participants, streams } = there.parts.get(one.serverId)!;
  expect({ reachable, participants, streams }).toEqual({
    reachable: true,
    participants: here.read().participants,
    streams: here.read().streams,
  });
});

it('MAP-7: while the database is away, news go on over open links', async () => {
  const { one, two, here, there, ada } = await shareRoom();
  one.databaseRelay.cut();
  two.databaseRelay.cut();
  await waitUntil('their leases to run out', async () => {
    const { servers } = await installation.database.distribution.read();
    return servers.every(({ live }) => !live);
  });
  here.sitDown({ participantId: ada.participantId, peerId: ada.peerId, seatEpoch: 1, muted: true });
  const stream = here.send(ada);
  await waitUntil('the news', () => there.parts.get(one.serverId)?.streams.length === 1);
  expect(there.parts.get(one.serverId)).toMatchObject({ reachable: true, participants: [{ muted: true }] });
  // Nor does what they find when it is back close anything whose link is up.
  one.databaseRelay.mend();
  two.databaseRelay.mend();
  await waitFor('the listeners', () =>
    [one, two].every((node) => node.linesOf('database listener is back').length > 0) ? true : undefined,
  );
  await waitUntil('steady leases', () => one.registration.isSteady && two.registration.isSteady);
  expect(there.history).not.toContain(undefined);
  expect(there.parts.get(one.serverId)?.streams).toEqual([stream]);
});

it('MAP-7: a server that has lost the database alone, and with it its lease, keeps its part where its link is up', async () => {
  const { one, two, meeting, here, there } = await shareRoom();
  one.databaseRelay.cut();
  await waitUntil('its lease to run out', async () => {
    return (await installation.database.servers.get(one.serverId))?.live === false;
  });
  // Whoever reads the rows now sees nothing of it.
  const state = { locked: true, pinned: null, hands: {} };
  await installation.database.roomState.compareAndSet(meeting.meetingId, 0, state);
  await waitUntil('the rows to be read', () => there.states.at(-1)?.stateVersion === 1);
  expect(two.registration.isSteady).toBe(true);
  here.sitDown();
  await waitUntil('news of it', () => there.parts.get(one.serverId)?.participants.length === 2);
  expect(there.history).not.toContain(undefined);
});

it('MAP-12, LEASE-2: who had lost the database itself does not take the leases that ended meanwhile for those of the dead', async () => {
  const { one, two, there } = await shareRoom();
  one.databaseRelay.cut();
  two.databaseRelay.cut();
  one.linkRelay.cut();
  await waitUntil('it to be out of reach', () => there.parts.get(one.serverId)?.reachable === false);
  await waitUntil('its lease to run out', async () => {
    return (await installation.database.servers.get(one.serverId))?.live === false;
  });
  two.databaseRelay.mend();
  const readings = there.states.length;
  await waitUntil('the rows to be read', () => there.states.length > readings);
  one.databaseRelay.mend();
  await waitUntil('both to be steady', () => one.registration.isSteady && two.registration.isSteady);
  const steady = there.states.length;
  await waitUntil('the rows to be read again', () => there.states.length > steady);
  expect(there.history).not.toContain(undefined);
});

it('MAP-8: a server of which no announcement arrived is met when it asks for the part', async () => {
  const [one, two] = [await start(), await start()];
  const meeting = await installation.createMeeting();
  const here = await one.listen(meeting);
  await one.join(here);
  const giveBack = await loseAnnouncements();
  const there = await two.listen(meeting);
  const bob = await two.join(there);
  const part = await waitFor('the part', () => {
    const told = here.parts.get(two.serverId);
    return told?.participants.length === 1 ? told : undefined;
  });
  await giveBack();
  expect(part.participants[0]?.participantId).toBe(bob.participantId);
  expect(here.seatsTaken).toEqual([]);
});

it('MAP-9: when the listener is back, what was announced meanwhile is read: seats, chat, room state and parts', async () => {
  const [one, two] = [await start(), await start()];
  const meeting = await installation.createMeeting();
  const userId = UserId.parse(randomUUID());
  const here = await one.listen(meeting);
  const ada = await one.join(here, userId);
  one.linkRelay.cut();
  two.linkRelay.cut();
  one.databaseRelay.cut();
  const there = await two.listen(meeting);
  const again = await two.join(there, userId);
  expect(again.seatEpoch).toBe(ada.seatEpoch + 1);
  const state = { locked: true, pinned: null, hands: {} };
  await installation.database.roomState.compareAndSet(meeting.meetingId, 0, state);
  await installation.database.chat.append({
    meetingId: meeting.meetingId,
    participantId: ada.participantId,
    senderName: 'Ada',
    clientMessageId: randomUUID(),
    text: 'said meanwhile',
  });
  one.databaseRelay.mend();
  const { participantId } = ada;
  await waitUntil('the seat', () =>
    here.seatsTaken.some(
      (seat) => seat.participantId === participantId && seat.seatEpoch === again.seatEpoch,
    ),
  );
  await waitUntil('the part', () => here.parts.has(two.serverId));
  await waitUntil('the chat', () => here.chatSeqs.includes(1));
  expect(here.states.at(-1)).toEqual({ state, stateVersion: 1 });
});

/** What is written is no longer announced. Answers how it is again. */
async function loseAnnouncements(): Promise<() => Promise<void>> {
  const announce = async (body: string) => {
    await installation.query(`CREATE OR REPLACE FUNCTION announce(meeting_id uuid, announcement jsonb) RETURNS void LANGUAGE sql AS $$
      ${body} $$`);
  };
  await announce('SELECT');
  return () => announce('SELECT pg_notify(meeting_id::text, announcement::text)');
}

it('MAP-9: what could not be read when it was announced is read when the database answers again', async () => {
  const { one, meeting, here } = await shareRoom();
  // The announcement is heard, and what is to be read then is not there.
  await installation.query('ALTER FUNCTION roster_of RENAME TO roster_of_lost');
  const state = { locked: true, pinned: null, hands: {} };
  await installation.database.roomState.compareAndSet(meeting.meetingId, 0, state);
  await waitFor('a failed reading', () => one.linesOf('room not read')[0]);
  await installation.query('ALTER FUNCTION roster_of_lost RENAME TO roster_of');
  await waitUntil('the state', () => here.states.at(-1)?.stateVersion === 1);
});

it('MAP-10: an announcement that is unreadable is logged and ignored', async () => {
  const { one, here, there, meeting } = await shareRoom();
  const part = () => there.parts.get(one.serverId);
  const before = part();
  for (const payload of ['nonsense', '{}', JSON.stringify({ type: 'serverLeft', serverId: 'x' })]) {
    await installation.query('SELECT pg_notify($1, $2)', [meeting.meetingId, payload]);
  }
  await waitUntil('three lines', () => one.linesOf('announcement is unreadable').length === 3);
  expect(there.history).not.toContain(undefined);
  // What is mirrored may be told once more, and says the same.
  expect(part()).toEqual(before);
  here.sitDown();
  await waitUntil('it to go on', () => part()?.participants.length === 2);
});

it('MAP-11: a room that ends on a server is gone from the others at once, and back with its next person (000-23..25)', async () => {
  const { one, two, meeting, here, there, ada } = await shareRoom();
  here.stop();
  await one.database.rooms.leave({ peerId: ada.peerId, seatEpoch: ada.seatEpoch, keepSeat: false });
  one.cluster.rooms.roomClosed({ meetingId: meeting.meetingId, routerIds: [ada.routerId] });
  await waitUntil('the part to go', () => !there.parts.has(one.serverId));
  await waitUntil('its row to go', async () => {
    const { meetingId } = meeting;
    return !(await installation.database.rooms.hasServerPart({ meetingId, serverId: one.serverId }));
  });
  const next = await one.listen(meeting);
  await one.join(next);
  await waitUntil('the next part', () => there.parts.get(one.serverId)?.participants.length === 1);
  await waitUntil('it to mirror', () => next.parts.get(two.serverId)?.participants.length === 1);
});

it('MAP-12: of a server that died the part goes when its lease has ended, not before', async () => {
  const { one, two, here, there } = await shareRoom();
  one.databaseRelay.cut();
  one.linkRelay.cut();
  await waitUntil('it to be out of reach', () => there.parts.get(one.serverId)?.reachable === false);
  const live = async () => (await installation.database.servers.get(one.serverId))?.live ?? false;
  const order: string[] = [];
  await waitUntil('the part to go', async () => {
    const isLive = await live();
    if (!there.parts.has(one.serverId)) order.push(isLive ? 'part before lease' : 'part after lease');
    return order.length > 0;
  });
  expect(order).toEqual(['part after lease']);
  expect(here.parts.has(two.serverId)).toBe(true);
});

it('MAP-13: demand is told upward whole, again when the link is back; a server that is gone wants nothing', async () => {
  const { one, two, meeting, here, there, ada } = await shareRoom();
  const { producerId } = here.send(ada);
  await waitUntil('all to be wanted', () => here.demands.get(two.serverId)?.size === 0);
  const wanted = () => here.demands.get(two.serverId)?.get(producerId);
  two.cluster.rooms.reportDemand(meeting.meetingId, one.serverId, new Map([[producerId, 2]]));
  await waitUntil('the demand', () => wanted() === 2);
  one.linkRelay.cut();
  await waitUntil('nothing to be wanted', () => wanted() === -1);
  // Said while nobody can hear it.
  two.cluster.rooms.reportDemand(meeting.meetingId, one.serverId, new Map([[producerId, 1]]));
  one.linkRelay.mend();
  await waitUntil('the demand again', () => wanted() === 1);
  expect(there.parts.get(one.serverId)?.reachable).toBe(true);
});

it('MAP-13: a server that wanted all, and said nothing else, wants nothing while it is gone, and all when it is back', async () => {
  const { one, two, here, there, ada } = await shareRoom();
  const { producerId } = here.send(ada);
  one.linkRelay.cut();
  await waitUntil('nothing to be wanted', () => here.demands.get(two.serverId)?.get(producerId) === -1);
  one.linkRelay.mend();
  await waitUntil('all to be wanted', () => here.demands.get(two.serverId)?.size === 0);
  expect(there.parts.get(one.serverId)?.reachable).toBe(true);
});

it('MAP-14: a link is opened with the first shared room and closed when none has been shared for a while', async () => {
  const limits = { linkIdleMs: 300 };
  const [one, two] = [await start({ limits }), await start({ limits })];
  const meeting = await installation.createMeeting();
  const here = await one.listen(meeting);
  await one.join(here);
  expect(one.cluster.links.states).toEqual([]);
  const there = await two.listen(meeting);
  await two.join(there);
  await waitUntil('both links', () =>
    [one.linkTo(two), two.linkTo(one)].every((link) => link?.state === 'open'),
  );
  there.stop();
  await waitUntil('the link to close', () => two.cluster.links.states.length === 0);
});
