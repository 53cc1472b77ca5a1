import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ClusterNodes } from './ClusterNodes.ts';
import { waitFor, waitUntil } from './waitFor.ts';

let nodes: ClusterNodes;

beforeAll(async () => {
  nodes = await ClusterNodes.create();
});
afterEach(() => nodes.closeNodes());
afterAll(() => nodes.close());

it('MAP-3: a join’s answer has the people and producers of other servers before it resolves (000-13, 000-20, 000-21)', async () => {
  const [one, two] = [await nodes.start(), await nodes.start()];
  const meeting = await nodes.createMeeting();
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
  const { one, two, here, there, ada } = await nodes.shareRoom();
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
  const [one, two] = [await nodes.start(), await nodes.start()];
  const meeting = await nodes.createMeeting();
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

it('MAP-8: a server of which no announcement arrived is met when it asks for the part', async () => {
  const [one, two] = [await nodes.start(), await nodes.start()];
  const meeting = await nodes.createMeeting();
  const here = await one.listen(meeting);
  await one.join(here);
  const giveBack = await nodes.loseAnnouncements();
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

it('MAP-10: an announcement that is unreadable is logged and ignored', async () => {
  const { one, here, there, meeting } = await nodes.shareRoom();
  const part = () => there.parts.get(one.serverId);
  const before = part();
  for (const payload of ['nonsense', '{}', JSON.stringify({ type: 'serverLeft', serverId: 'x' })]) {
    await nodes.installation.query('SELECT pg_notify($1, $2)', [meeting.meetingId, payload]);
  }
  await waitUntil('three lines', () => one.linesOf('announcement is unreadable').length === 3);
  expect(there.history).not.toContain(undefined);
  // What is mirrored may be told once more, and says the same.
  expect(part()).toEqual(before);
  here.sitDown();
  await waitUntil('it to go on', () => part()?.participants.length === 2);
});

it('MAP-11: a room that ends on a server is gone from the others at once, and back with its next person (000-23..25)', async () => {
  const { one, two, meeting, here, there, ada } = await nodes.shareRoom();
  here.stop();
  await one.database.rooms.leave({ peerId: ada.peerId, seatEpoch: ada.seatEpoch, keepSeat: false });
  one.cluster.rooms.roomClosed({ meetingId: meeting.meetingId, routerIds: [ada.routerId] });
  await waitUntil('the part to go', () => !there.parts.has(one.serverId));
  await waitUntil('its row to go', async () => {
    const { meetingId } = meeting;
    return !(await nodes.installation.database.rooms.hasServerPart({ meetingId, serverId: one.serverId }));
  });
  const next = await one.listen(meeting);
  await one.join(next);
  await waitUntil('the next part', () => there.parts.get(one.serverId)?.participants.length === 1);
  await waitUntil('it to mirror', () => next.parts.get(two.serverId)?.participants.length === 1);
});

it('MAP-13: demand is told upward whole, again when the link is back; a server that is gone wants nothing', async () => {
  const { one, two, meeting, here, there, ada } = await nodes.shareRoom();
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
  const { one, two, here, there, ada } = await nodes.shareRoom();
  const { producerId } = here.send(ada);
  one.linkRelay.cut();
  await waitUntil('nothing to be wanted', () => here.demands.get(two.serverId)?.get(producerId) === -1);
  one.linkRelay.mend();
  await waitUntil('all to be wanted', () => here.demands.get(two.serverId)?.size === 0);
  expect(there.parts.get(one.serverId)?.reachable).toBe(true);
});

it('MAP-14: a link is opened with the first shared room and closed when none has been shared for a while', async () => {
  const limits = { linkIdleMs: 300 };
  const [one, two] = [await nodes.start({ limits }), await nodes.start({ limits })];
  const meeting = await nodes.createMeeting();
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
