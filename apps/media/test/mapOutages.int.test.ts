import { randomUUID } from 'node:crypto';
import { UserId } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ClusterNodes } from './ClusterNodes.ts';
import { waitFor, waitUntil } from './waitFor.ts';

let nodes: ClusterNodes;

beforeAll(async () => {
  nodes = await ClusterNodes.create();
});
afterEach(() => nodes.closeNodes());
afterAll(() => nodes.close());

it('MAP-6: with the link cut the part is kept as unreachable and the rows count; healed, both are equal again', async () => {
  const { one, two, here, there, ada } = await nodes.shareRoom();
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
  const { one, two, here, there, ada } = await nodes.shareRoom();
  one.databaseRelay.cut();
  two.databaseRelay.cut();
  await waitUntil('their leases to run out', async () => {
    const { servers } = await nodes.installation.database.distribution.read();
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
  const { one, two, meeting, here, there } = await nodes.shareRoom();
  await waitUntil('a steady lease', () => two.registration.isSteady);
  one.databaseRelay.cut();
  await waitUntil('its lease to run out', async () => {
    return (await nodes.installation.database.servers.get(one.serverId))?.live === false;
  });
  // Whoever reads the rows now sees nothing of it.
  const state = { locked: true, waitingRoom: false, pinned: null, hands: {} };
  await nodes.installation.database.roomState.compareAndSet(meeting.meetingId, 0, state);
  await waitUntil('the rows to be read', () => there.states.at(-1)?.stateVersion === 1);
  expect(two.registration.isSteady).toBe(true);
  here.sitDown();
  await waitUntil('news of it', () => there.parts.get(one.serverId)?.participants.length === 2);
  expect(there.history).not.toContain(undefined);
});

it('MAP-12, LEASE-2: who had lost the database itself does not take the leases that ended meanwhile for those of the dead', async () => {
  const { one, two, there } = await nodes.shareRoom();
  one.databaseRelay.cut();
  two.databaseRelay.cut();
  one.linkRelay.cut();
  await waitUntil('it to be out of reach', () => there.parts.get(one.serverId)?.reachable === false);
  await waitUntil('its lease to run out', async () => {
    return (await nodes.installation.database.servers.get(one.serverId))?.live === false;
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

it('MAP-9: when the listener is back, what was announced meanwhile is read: seats, chat, room state and parts', async () => {
  const [one, two] = [await nodes.start(), await nodes.start()];
  const meeting = await nodes.createMeeting();
  const userId = UserId.parse(randomUUID());
  const here = await one.listen(meeting);
  const ada = await one.join(here, userId);
  one.linkRelay.cut();
  two.linkRelay.cut();
  one.databaseRelay.cut();
  const there = await two.listen(meeting);
  const again = await two.join(there, userId);
  expect(again.seatEpoch).toBe(ada.seatEpoch + 1);
  const state = { locked: true, waitingRoom: false, pinned: null, hands: {} };
  await nodes.installation.database.roomState.compareAndSet(meeting.meetingId, 0, state);
  await nodes.installation.database.chat.append({
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

it('MAP-9: what could not be read when it was announced is read when the database answers again', async () => {
  const { one, meeting, here } = await nodes.shareRoom();
  // The announcement is heard, and what is to be read then is not there.
  await nodes.installation.query('ALTER FUNCTION roster_of RENAME TO roster_of_lost');
  const state = { locked: true, waitingRoom: false, pinned: null, hands: {} };
  await nodes.installation.database.roomState.compareAndSet(meeting.meetingId, 0, state);
  await waitFor('a failed reading', () => one.linesOf('room not read')[0]);
  await nodes.installation.query('ALTER FUNCTION roster_of_lost RENAME TO roster_of');
  await waitUntil('the state', () => here.states.at(-1)?.stateVersion === 1);
});

it('MAP-12: of a server that died the part goes when its lease has ended, not before', async () => {
  const { one, two, here, there } = await nodes.shareRoom();
  one.databaseRelay.cut();
  one.linkRelay.cut();
  await waitUntil('it to be out of reach', () => there.parts.get(one.serverId)?.reachable === false);
  const live = async () => (await nodes.installation.database.servers.get(one.serverId))?.live ?? false;
  const order: string[] = [];
  await waitUntil('the part to go', async () => {
    const isLive = await live();
    if (!there.parts.has(one.serverId)) order.push(isLive ? 'part before lease' : 'part after lease');
    return order.length > 0;
  });
  expect(order).toEqual(['part after lease']);
  expect(here.parts.has(two.serverId)).toBe(true);
});
