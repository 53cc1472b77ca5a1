import { SeatKey } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../test/Fixture.ts';
import { codeOf, HostScene } from '../../test/HostScene.ts';

let scene: HostScene;
const leave: HostScene['leave'] = (...of) => scene.leave(...of);
const setState: HostScene['setState'] = (...of) => scene.setState(...of);
const join: HostScene['join'] = (...of) => scene.join(...of);
const ask: HostScene['ask'] = (...of) => scene.ask(...of);
const host: HostScene['host'] = (...of) => scene.host(...of);
const act: HostScene['act'] = (...of) => scene.act(...of);
const read: HostScene['read'] = (...of) => scene.read(...of);

beforeAll(async () => {
  scene = await HostScene.create();
});
afterAll(() => scene.fixture.close());
beforeEach(() => scene.newMeeting());

describe('removal', () => {
  it('HOST-30: keeps the identity out with all its persons, until somebody lets it in again', async () => {
    const userId = newId.user();
    const [ada, bob] = [await host(), await join({ userId, name: 'Bob' })];
    expect(await codeOf(act(bob, { type: 'removeParticipant', participantId: ada.participantId }))).toBe(
      'forbidden',
    );
    await act(ada, { type: 'removeParticipant', participantId: bob.participantId });
    await act(ada, { type: 'removeParticipant', participantId: bob.participantId });
    expect((await read()).removedSeats).toMatchObject([{ participantId: bob.participantId }]);
    expect((await ask({ userId, heldSeatEpoch: bob.seatEpoch })).outcome).toBe('removed');
    expect((await ask({ userId, seatKey: SeatKey.parse(newId.user()) })).outcome).toBe('removed');
    // The very join whose answer was lost, too.
    expect((await scene.fixture.db.rooms.join(bob.input)).outcome).toBe('removed');
    expect(
      (
        await scene.fixture.db.meetings.readForEnter({
          slug: scene.meeting.slug,
          userId,
          seatKey: bob.input.seatKey,
        })
      )?.admission,
    ).toBe('removed');
    expect(
      await scene.fixture.db.rooms.findSeat({
        meetingId: scene.meeting.id,
        userId,
        seatKey: bob.input.seatKey,
      }),
    ).toBeUndefined();
    const { banned } = (await read()).door;
    expect(banned).toMatchObject([{ name: 'Bob' }]);
    await act(ada, { type: 'letBackIn', banId: banned[0]!.banId });
    await act(ada, { type: 'letBackIn', banId: banned[0]!.banId });
    expect((await ask({ userId, takeOver: true })).outcome).toBe('joined');
  });

  it('HOST-31: a cohost removes participants only; of somebody’s own persons the one is meant', async () => {
    const [ada, bob, eve] = [await host(), await join(), await join()];
    for (const { participantId } of [bob, eve])
      await act(ada, { type: 'setRole', participantId, role: 'cohost' });
    expect(await codeOf(act(bob, { type: 'removeParticipant', participantId: eve.participantId }))).toBe(
      'forbidden',
    );
    expect(await codeOf(act(bob, { type: 'removeParticipant', participantId: bob.participantId }))).toBe(
      'forbidden',
    );
    const another = await join({ userId: scene.meeting.hostUserId!, seatKey: SeatKey.parse(newId.user()) });
    await act(bob, { type: 'removeParticipant', participantId: another.participantId });
    expect((await read()).removedSeats).toMatchObject([{ participantId: another.participantId }]);
    expect((await join({ userId: scene.meeting.hostUserId!, takeOver: true })).role).toBe('host');
  });

  it('HOST-34: who is removed and not kept out ends at once, and comes again by the door that everybody new comes through', async () => {
    const userId = newId.user();
    const [ada, bob] = [await host(), await join({ userId, name: 'Bob' })];
    const remove = { type: 'removeParticipant', participantId: bob.participantId, keepOut: false } as const;
    await act(ada, { type: 'setRole', participantId: bob.participantId, role: 'cohost' });
    await act(ada, remove);
    await act(ada, remove);
    // As the server of his peer does when it has closed it.
    await leave(bob);
    const seat = { meetingId: scene.meeting.id, userId, seatKey: bob.input.seatKey };
    expect(await scene.fixture.db.rooms.findSeat(seat)).toBeUndefined();
    const { removedSeats, door } = await read();
    expect([removedSeats, door.banned]).toEqual([
      [{ participantId: bob.participantId, seatEpoch: bob.seatEpoch }],
      [],
    ]);
    await setState({ locked: true });
    expect((await ask({ userId, heldSeatEpoch: bob.seatEpoch })).outcome).toBe('locked');
    await setState({ locked: false, waitingRoom: true });
    expect((await ask({ userId })).outcome).toBe('waiting');
    await setState({ waitingRoom: false });
    expect((await join({ userId, takeOver: true, name: 'Bob' })).role).toBe('participant');
    // The peer that has come since is nobody's to end; removed again it is.
    expect((await read()).removedSeats).toEqual([]);
    await act(ada, { ...remove, keepOut: true });
    expect((await read()).door.banned).toMatchObject([{ name: 'Bob' }]);
    expect((await ask({ userId })).outcome).toBe('removed');
  });

  it('HOST-34: who was removed a moment ago may still be kept out', async () => {
    const userId = newId.user();
    const [ada, bob] = [await host(), await join({ userId })];
    const remove = { type: 'removeParticipant', participantId: bob.participantId } as const;
    await act(ada, { ...remove, keepOut: false });
    await act(ada, { ...remove, keepOut: true });
    expect((await ask({ userId })).outcome).toBe('removed');
  });

  it('HOST-31: what was answered to another person of the identity stands, and so does the door of another meeting', async () => {
    const userId = newId.user();
    const [ada, bob] = [await host(), await join({ userId })];
    const [second, third] = [SeatKey.parse(newId.user()), SeatKey.parse(newId.user())];
    const eve = await join({ userId, seatKey: second });
    await act(ada, { type: 'setRole', participantId: bob.participantId, role: 'cohost' });
    await setState({ waitingRoom: true });
    expect((await ask({ userId, seatKey: third })).outcome).toBe('waiting');
    await act(ada, { type: 'answerKnocks', knocks: 'all', admit: true });
    // One of the identity's persons is a cohost: the one who is named alone is kept out.
    await act(ada, { type: 'removeParticipant', participantId: eve.participantId });
    expect((await ask({ userId, seatKey: second })).outcome).toBe('removed');
    expect((await ask({ userId, seatKey: third })).outcome).toBe('joined');

    const here = scene.meeting;
    await scene.newMeeting();
    await host();
    await setState({ waitingRoom: true });
    expect((await ask({ userId })).outcome).toBe('waiting');
    const elsewhere = scene.meeting;
    scene.meeting = here;
    await act(ada, { type: 'setRole', participantId: bob.participantId, role: 'participant' });
    await act(ada, { type: 'removeParticipant', participantId: bob.participantId });
    scene.meeting = elsewhere;
    expect((await read()).door.waiting).toHaveLength(1);
  });
});
