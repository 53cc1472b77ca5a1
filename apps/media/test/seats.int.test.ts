import { randomUUID } from 'node:crypto';
import { BROWSER_SEAT, SeatKey, UserId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { audioParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';

describe('seats', () => {
  let local: LocalServer;
  let meeting: TestMeeting;
  let userId: UserId;
  let bob: TestClient;

  beforeAll(async () => {
    local = await LocalServer.start({ limits: { peerWithoutSocketMs: 1_000 } });
  });
  afterAll(async () => {
    await local.close();
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
    userId = UserId.parse(randomUUID());
    bob = await local.enter(meeting);
    await bob.join({ name: 'Bob' });
  });

  const input = async (client: TestClient) => {
    const { routerRtpCapabilities: rtpCapabilities } = await client.trpc.prepare.mutate();
    return { name: 'Ada', rtpCapabilities, muted: false, cameraOff: false };
  };

  it('SEAT-11: a second tab is told that the seat is taken, and sits down only with takeOver', async () => {
    const first = await local.enter(meeting, { userId });
    const before = await first.join();
    const second = await local.enter(meeting, { userId });
    const asked = await input(second);
    expect(await second.trpc.join.mutate(asked)).toEqual({ result: 'seatTaken' });
    expect(first.eventsOf('closed')).toEqual([]);

    const after = await second.joinWith(asked.rtpCapabilities, { takeOver: true });
    expect(after.self.participantId).toBe(before.self.participantId);
    expect(after.self.seatEpoch).toBe(before.self.seatEpoch + 1);
    expect(await first.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'takenOver' });
    await first.waitForClose();
  });

  it('SEAT-12: the others see the new peer first, then the end of the former one', async () => {
    const first = await local.enter(meeting, { userId });
    const before = await first.join();
    const second = await local.enter(meeting, { userId });
    const after = await second.join({ takeOver: true });
    await bob.waitForEvent('peerClosed');
    const about = bob.events.flatMap(({ event }) =>
      event.type === 'newPeer' || event.type === 'peerClosed' ? [[event.type, event.peerId]] : [],
    );
    expect(about).toEqual([
      ['newPeer', before.self.peerId],
      ['newPeer', after.self.peerId],
      ['peerClosed', before.self.peerId],
    ]);
    expect(after.snapshot.participants).toHaveLength(2);
  });

  it('SEAT-13: a reload keeps the seat without asking, and its former peer is replaced', async () => {
    const first = await local.enter(meeting, { userId });
    const before = await first.join();
    const second = await local.enter(meeting, { userId });
    const after = await second.join({ heldSeatEpoch: before.self.seatEpoch });
    expect(after.self.participantId).toBe(before.self.participantId);
    expect(await first.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'replaced' });
  });

  it('SEAT-14: a held epoch that is not the seat’s any more takes nothing', async () => {
    const first = await local.enter(meeting, { userId });
    const { self } = await first.join();
    const second = await local.enter(meeting, { userId });
    await second.join({ takeOver: true });
    const again = await local.enter(meeting, { userId });
    const answer = await again.trpc.join.mutate({ ...(await input(again)), heldSeatEpoch: self.seatEpoch });
    expect(answer).toEqual({ result: 'seatTaken' });
  });

  it('SEAT-15: who comes back to a muted seat is muted; mute state and name are the seat’s', async () => {
    const first = await local.enter(meeting, { userId });
    const prepared = await first.trpc.prepare.mutate();
    const { self } = await first.joinWith(prepared.routerRtpCapabilities, { name: 'Ada' });
    const { producerId } = await first.trpc.produce.mutate({
      transportId: prepared.sendTransport.transportId,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: audioParameters(),
      paused: false,
    });
    await first.trpc.pauseProducer.mutate({ producerId });
    expect((await bob.waitForEvent('participantUpdated')).participant).toMatchObject({ muted: true });
    await waitUntil('the seat’s row to be muted', async () => {
      const view = await local.database.meetings.readForEnter({
        slug: meeting.slug,
        userId,
        seatKey: BROWSER_SEAT,
      });
      return view?.seat?.muted === true;
    });
    const second = await local.enter(meeting, { userId });
    const after = await second.join({ heldSeatEpoch: self.seatEpoch, muted: false, cameraOff: true });
    expect(after.self).toMatchObject({ muted: true, cameraOff: true });
  });

  it('SEAT-16: a lost person’s tile goes, the seat stays; one who left gives it up', async () => {
    const first = await local.enter(meeting, { userId });
    const before = await first.join();
    first.drop();
    await bob.waitForEvent('peerClosed');
    // The row is written behind.
    await waitUntil('the seat’s row to be free', async () => {
      const view = await local.database.meetings.readForEnter({
        slug: meeting.slug,
        userId,
        seatKey: BROWSER_SEAT,
      });
      return view?.seat?.occupied === false;
    });
    const second = await local.enter(meeting, { userId });
    const after = await second.join();
    expect(after.self.participantId).toBe(before.self.participantId);
    await second.trpc.leave.mutate();
    expect(await bob.waitForEvent('peerClosed', 2)).toMatchObject({ reason: 'left' });
  });

  it('SEAT-17: another seat key of one browser is another person', async () => {
    const first = await local.enter(meeting, { userId });
    const second = await local.enter(meeting, { userId, seatKey: SeatKey.parse(randomUUID()) });
    const [one, other] = [await first.join(), await second.join()];
    expect(one.self.participantId).not.toBe(other.self.participantId);
  });

  it('SEAT-18: of many joins for one seat at once, the highest epoch alone is left', async () => {
    const tabs = await Promise.all(Array.from({ length: 6 }, () => local.enter(meeting, { userId })));
    const inputs = await Promise.all(tabs.map(input));
    const answers = await Promise.allSettled(
      tabs.map((tab, index) => tab.trpc.join.mutate({ ...inputs[index]!, takeOver: true })),
    );
    const epochs = answers.flatMap((answer) =>
      answer.status === 'fulfilled' && answer.value.result === 'joined' ? [answer.value.self.seatEpoch] : [],
    );
    expect(Math.max(...epochs)).toBe(6);
    const watcher = await local.enter(meeting);
    const { snapshot } = await watcher.join({ name: 'Watcher' });
    const current = snapshot.participants.filter(({ name }) => name === 'Ada');
    expect(current.map(({ seatEpoch }) => seatEpoch)).toEqual([6]);
    await waitUntil(
      'the other peers to be closed',
      () => bob.eventsOf('newPeer').length === 2 + bob.eventsOf('peerClosed').length,
    );
  });
});
