import { AppError, type Door, KnockId, ParticipantId, SeatKey } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Fixture, newId, type TestServer } from '../../test/Fixture.ts';
import type { HostAction } from './HostStore.ts';

let fixture: Fixture;
let server: TestServer;
let meeting: Awaited<ReturnType<Fixture['addMeeting']>>;

beforeAll(async () => {
  fixture = await Fixture.create();
  server = await fixture.addServer();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  meeting = await fixture.addMeeting();
});

const join = (options: Parameters<Fixture['join']>[2] = {}) =>
  fixture.join(meeting.id, server, { spread: true, ...options });
const ask = (options: Parameters<Fixture['join']>[2] = {}) =>
  fixture.db.rooms.join(fixture.joinInput(meeting.id, server, { spread: true, ...options }));
const host = () => join({ userId: meeting.hostUserId! });
const act = ({ participantId: by }: { participantId: ParticipantId }, action: HostAction) =>
  fixture.db.hosts.act({ meetingId: meeting.id, by }, action);
const codeOf = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    return AppError.from(error).code;
  }
  return 'done';
};
const read = async () => (await fixture.db.rooms.readElsewhere(meeting.id, server.id))!;
const roleOf = async ({ participantId }: { participantId: string }) =>
  (await read()).roster.find((seat) => seat.participantId === participantId)?.role;
const setState = async (change: { locked?: boolean; waitingRoom?: boolean }) => {
  const now = (await fixture.db.roomState.read(meeting.id))!;
  await fixture.db.roomState.compareAndSet(meeting.id, now.version, { ...now.state, ...change });
};
const leave = ({ input, seatEpoch }: Awaited<ReturnType<typeof join>>, keepSeat = false) =>
  fixture.db.rooms.leave({ peerId: input.peerId, seatEpoch, keepSeat });
const names = ({ waiting }: Door) => waiting.map(({ name }) => name);

describe('roles', () => {
  it('HOST-20: the host makes and unmakes cohosts, and hands over; the right is read where the step is taken', async () => {
    const [ada, bob, eve] = [await host(), await join(), await join()];
    expect(ada.role).toBe('host');
    const setRole = (of: typeof bob, role: 'cohost' | 'participant') =>
      ({ type: 'setRole', participantId: of.participantId, role }) as const;
    expect(await codeOf(act(bob, setRole(eve, 'cohost')))).toBe('forbidden');
    await act(ada, setRole(bob, 'cohost'));
    await act(ada, setRole(bob, 'cohost'));
    expect(await roleOf(bob)).toBe('cohost');
    expect(await codeOf(act(bob, setRole(eve, 'cohost')))).toBe('forbidden');
    expect(await codeOf(act(ada, setRole(ada, 'participant')))).toBe('forbidden');
    await act(ada, { type: 'handOver', participantId: eve.participantId });
    expect([await roleOf(ada), await roleOf(bob), await roleOf(eve)]).toEqual(['cohost', 'cohost', 'host']);
    // Who was the host a moment ago is not any more.
    expect(await codeOf(act(ada, { type: 'handOver', participantId: bob.participantId }))).toBe('forbidden');
    await act(eve, setRole(ada, 'participant'));
    expect(await roleOf(ada)).toBe('participant');
  });

  it('HOST-20: of two hand-overs at once one is done, and there is one host', async () => {
    const [ada, bob, eve] = [await host(), await join(), await join()];
    const codes = await Promise.all(
      [bob, eve].map(({ participantId }) => codeOf(act(ada, { type: 'handOver', participantId }))),
    );
    expect(codes.toSorted()).toEqual(['done', 'forbidden']);
    const { roster } = await read();
    expect(roster.filter(({ role }) => role === 'host')).toHaveLength(1);
  });

  it('HOST-21: nothing is handed to who has just left, to a stranger or to somebody of another meeting', async () => {
    const [ada, bob] = [await host(), await join()];
    const other = await fixture.join((await fixture.addMeeting()).id, server, { spread: true });
    await leave(bob);
    for (const { participantId } of [bob, other]) {
      expect(await codeOf(act(ada, { type: 'handOver', participantId }))).toBe('participantNotFound');
      expect(await codeOf(act(ada, { type: 'setRole', participantId, role: 'cohost' }))).toBe(
        'participantNotFound',
      );
    }
    expect(await codeOf(act(other, { type: 'endMeeting' }))).toBe('forbidden');
  });
});

describe('the heir', () => {
  it('HOST-22: of a host who leaves it is the cohost who has been there longest, and the host who is back is host again', async () => {
    const userId = meeting.hostUserId!;
    const [ada, bob, eve, max] = [await host(), await join(), await join(), await join()];
    await act(ada, { type: 'setRole', participantId: max.participantId, role: 'cohost' });
    await act(ada, { type: 'setRole', participantId: eve.participantId, role: 'cohost' });
    await leave(ada);
    expect([await roleOf(bob), await roleOf(eve), await roleOf(max)]).toEqual([
      'participant',
      'host',
      'cohost',
    ]);
    const back = await join({ userId });
    expect(back.role).toBe('host');
    expect([await roleOf(bob), await roleOf(eve), await roleOf(max)]).toEqual([
      'participant',
      'cohost',
      'cohost',
    ]);
  });

  it('HOST-22: whoever hands over comes back as what they are', async () => {
    const userId = meeting.hostUserId!;
    const [ada, bob] = [await host(), await join()];
    await act(ada, { type: 'handOver', participantId: bob.participantId });
    await leave(ada);
    expect((await join({ userId })).role).toBe('cohost');
    expect(await roleOf(bob)).toBe('host');
  });

  it('HOST-22: an heir who hands over hands on a place that is kept', async () => {
    const userId = meeting.hostUserId!;
    const [ada, bob, eve] = [await host(), await join(), await join()];
    await leave(ada);
    await act(bob, { type: 'handOver', participantId: eve.participantId });
    expect([await roleOf(bob), await roleOf(eve)]).toEqual(['cohost', 'host']);
    expect((await join({ userId })).role).toBe('host');
    expect([await roleOf(bob), await roleOf(eve)]).toEqual(['cohost', 'participant']);
  });

  it('HOST-31: nobody removes the host whose place an heir keeps, by whatever person', async () => {
    const userId = meeting.hostUserId!;
    const [ada, bob] = [await host(), await join()];
    await leave(ada, true);
    await fixture.pool.query(
      `UPDATE participant SET last_seen_at = now() - interval '1 hour' WHERE id = $1`,
      [ada.participantId],
    );
    expect(await fixture.db.hosts.appointHeir(meeting.id)).toBe(true);
    const remove = ({ participantId }: typeof ada) => ({ type: 'removeParticipant', participantId }) as const;
    expect(await codeOf(act(bob, remove(ada)))).toBe('forbidden');
    const second = await join({ userId, seatKey: SeatKey.parse(newId.user()) });
    await act(bob, remove(second));
    expect((await read()).bannedSeats).toEqual([second.participantId]);
    expect((await join({ userId })).role).toBe('host');
  });

  it('HOST-23: a lost host is waited for; then whoever asks first appoints, and only once', async () => {
    const [ada, bob] = [await host(), await join()];
    await leave(ada, true);
    expect(await fixture.db.hosts.appointHeir(meeting.id)).toBe(false);
    await fixture.pool.query(
      `UPDATE participant SET last_seen_at = now() - interval '1 hour' WHERE id = $1`,
      [ada.participantId],
    );
    const appointed = await Promise.all([1, 2, 3].map(() => fixture.db.hosts.appointHeir(meeting.id)));
    expect(appointed.filter(Boolean)).toHaveLength(1);
    expect(await roleOf(bob)).toBe('host');
    // The heir of an heir stands in for the same host.
    const eve = await join();
    await leave(bob);
    expect(await roleOf(eve)).toBe('host');
    expect((await join({ userId: meeting.hostUserId! })).role).toBe('host');
    expect(await roleOf(eve)).toBe('participant');
  });

  it('HOST-23: where no host ever was there is no heir', async () => {
    await join();
    expect(await fixture.db.hosts.appointHeir(meeting.id)).toBe(false);
  });
});

describe('removal', () => {
  it('HOST-30: keeps the identity out with all its persons, until somebody lets it in again', async () => {
    const userId = newId.user();
    const [ada, bob] = [await host(), await join({ userId, name: 'Bob' })];
    expect(await codeOf(act(bob, { type: 'removeParticipant', participantId: ada.participantId }))).toBe(
      'forbidden',
    );
    await act(ada, { type: 'removeParticipant', participantId: bob.participantId });
    await act(ada, { type: 'removeParticipant', participantId: bob.participantId });
    expect((await read()).bannedSeats).toEqual([bob.participantId]);
    expect((await ask({ userId, heldSeatEpoch: bob.seatEpoch })).outcome).toBe('removed');
    expect((await ask({ userId, seatKey: SeatKey.parse(newId.user()) })).outcome).toBe('removed');
    // The very join whose answer was lost, too.
    expect((await fixture.db.rooms.join(bob.input)).outcome).toBe('removed');
    expect(
      (await fixture.db.meetings.readForEnter({ slug: meeting.slug, userId, seatKey: bob.input.seatKey }))
        ?.admission,
    ).toBe('removed');
    expect(
      await fixture.db.rooms.findSeat({ meetingId: meeting.id, userId, seatKey: bob.input.seatKey }),
    ).toBeUndefined();
    const { removed } = (await read()).door;
    expect(removed).toMatchObject([{ name: 'Bob' }]);
    await act(ada, { type: 'letBackIn', banId: removed[0]!.banId });
    await act(ada, { type: 'letBackIn', banId: removed[0]!.banId });
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
    const another = await join({ userId: meeting.hostUserId!, seatKey: SeatKey.parse(newId.user()) });
    await act(bob, { type: 'removeParticipant', participantId: another.participantId });
    expect((await read()).bannedSeats).toEqual([another.participantId]);
    expect((await join({ userId: meeting.hostUserId!, takeOver: true })).role).toBe('host');
  });
});

describe('the door', () => {
  it('HOST-40: nobody new enters a locked meeting; people with a seat, its owner and cohosts do', async () => {
    const bobsId = newId.user();
    const bob = await join({ userId: bobsId });
    await setState({ locked: true });
    expect((await ask()).outcome).toBe('locked');
    await leave(bob, true);
    expect((await ask({ userId: bobsId })).outcome).toBe('joined');
    expect((await ask({ userId: meeting.hostUserId! })).outcome).toBe('joined');
    await setState({ locked: false });
    expect((await ask()).outcome).toBe('joined');
  });

  it('HOST-41: whoever is new waits, is told nothing, and comes in once admitted', async () => {
    const ada = await host();
    await setState({ waitingRoom: true });
    const userId = newId.user();
    const outcome = await ask({ userId, name: 'Bob' });
    expect(Object.keys(outcome).toSorted()).toEqual(['outcome', 'since']);
    expect(outcome.outcome).toBe('waiting');
    const { door, roster } = await read();
    expect(names(door)).toEqual(['Bob']);
    expect(roster).toHaveLength(1);
    expect(
      await codeOf(
        act(
          { participantId: ParticipantId.parse(newId.user()) },
          { type: 'answerKnocks', knocks: 'all', admit: true },
        ),
      ),
    ).toBe('forbidden');
    // Unknown ones, and those who have gone, are left.
    await act(ada, { type: 'answerKnocks', knocks: [KnockId.parse(newId.user())], admit: true });
    expect((await ask({ userId })).outcome).toBe('waiting');
    await act(ada, { type: 'answerKnocks', knocks: [door.waiting[0]!.knockId], admit: true });
    expect(names((await read()).door)).toEqual([]);
    expect((await ask({ userId })).outcome).toBe('joined');
    expect((await read()).answeredKnocks).toEqual([]);
  });

  it('HOST-42: who is lost while they wait keeps their place, with another peer or on another server', async () => {
    await host();
    await setState({ waitingRoom: true });
    const userId = newId.user();
    const input = fixture.joinInput(meeting.id, server, { spread: true, userId, name: 'Bob' });
    const first = await fixture.db.rooms.join(input);
    const eve = newId.user();
    await ask({ userId: eve, name: 'Eve' });
    // Both may have come in the same millisecond.
    await fixture.pool.query(
      `UPDATE knock SET knocked_at = knocked_at + interval '1 second' WHERE user_id = $1`,
      [eve],
    );
    expect(await fixture.db.hosts.leaveKnock(input.peerId, true)).toBe(true);
    expect(names((await read()).door)).toEqual(['Eve']);
    const other = await fixture.addServer();
    const again = await fixture.db.rooms.join(
      fixture.joinInput(meeting.id, other, { spread: true, userId, name: 'Bob' }),
    );
    expect(again).toEqual(first);
    expect(names((await read()).door)).toEqual(['Bob', 'Eve']);
    // The former peer's end says nothing any more.
    expect(await fixture.db.hosts.leaveKnock(input.peerId, false)).toBe(false);
    expect(names((await read()).door)).toEqual(['Bob', 'Eve']);
  });

  it('HOST-43: who is refused may ask again after a while; who waits when it is locked goes on waiting', async () => {
    const ada = await host();
    await setState({ waitingRoom: true });
    const [bob, eve] = [newId.user(), newId.user()];
    await ask({ userId: bob });
    const { door } = await read();
    await ask({ userId: eve });
    await act(ada, {
      type: 'answerKnocks',
      knocks: door.waiting.map(({ knockId }) => knockId),
      admit: false,
    });
    expect((await ask({ userId: bob })).outcome).toBe('refused');
    await fixture.pool.query(`UPDATE knock SET answered_at = now() - interval '1 hour' WHERE user_id = $1`, [
      bob,
    ]);
    expect((await ask({ userId: bob })).outcome).toBe('waiting');
    await setState({ locked: true });
    expect((await ask({ userId: eve })).outcome).toBe('waiting');
    expect((await ask()).outcome).toBe('locked');
    await act(ada, { type: 'answerKnocks', knocks: 'all', admit: true });
    expect((await ask({ userId: eve })).outcome).toBe('joined');
    await setState({ waitingRoom: false });
    expect((await ask()).outcome).toBe('locked');
  });

  it('HOST-44: no more people wait than the meeting has seats', async () => {
    meeting = await fixture.addMeeting({ maxParticipants: 2 });
    await host();
    await setState({ waitingRoom: true });
    const outcomes = [];
    for (let n = 0; n < 3; n += 1) outcomes.push((await ask()).outcome);
    expect(outcomes).toEqual(['waiting', 'waiting', 'meetingFull']);
  });

  it('HOST-44: all persons of one identity count among those who wait; who asks again keeps their place', async () => {
    meeting = await fixture.addMeeting({ maxParticipants: 2 });
    await host();
    await setState({ waitingRoom: true });
    const userId = newId.user();
    const askAs = async (seatKey: SeatKey) => (await ask({ userId, seatKey })).outcome;
    const [first, second, third] = [1, 2, 3].map(() => SeatKey.parse(newId.user()));
    expect([await askAs(first!), await askAs(second!), await askAs(third!)]).toEqual([
      'waiting',
      'waiting',
      'meetingFull',
    ]);
    expect(await askAs(first!)).toBe('waiting');
  });

  it('HOST-50: ends the meeting for all, once, and nobody joins any more', async () => {
    const [ada, bob] = [await host(), await join()];
    expect(await codeOf(act(bob, { type: 'endMeeting' }))).toBe('forbidden');
    await act(ada, { type: 'endMeeting' });
    await act(ada, { type: 'endMeeting' });
    expect((await read()).ended).toBe(true);
    expect((await ask()).outcome).toBe('meetingEnded');
    const { rows } = await fixture.pool.query(`SELECT action FROM audit_event WHERE actor = $1`, [
      ada.participantId,
    ]);
    expect(rows).toEqual([{ action: 'endMeeting' }]);
  });
});
