import { SeatKey } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../test/Fixture.ts';
import { codeOf, HostScene } from '../../test/HostScene.ts';

let scene: HostScene;
const join: HostScene['join'] = (...of) => scene.join(...of);
const host: HostScene['host'] = (...of) => scene.host(...of);
const act: HostScene['act'] = (...of) => scene.act(...of);
const read: HostScene['read'] = (...of) => scene.read(...of);
const roleOf: HostScene['roleOf'] = (...of) => scene.roleOf(...of);
const leave: HostScene['leave'] = (...of) => scene.leave(...of);

beforeAll(async () => {
  scene = await HostScene.create();
});
afterAll(() => scene.fixture.close());
beforeEach(() => scene.newMeeting());

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
    const other = await scene.fixture.join((await scene.fixture.addMeeting()).id, scene.server, {
      spread: true,
    });
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
    const userId = scene.meeting.hostUserId!;
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
    const userId = scene.meeting.hostUserId!;
    const [ada, bob] = [await host(), await join()];
    await act(ada, { type: 'handOver', participantId: bob.participantId });
    await leave(ada);
    expect((await join({ userId })).role).toBe('cohost');
    expect(await roleOf(bob)).toBe('host');
  });

  it('HOST-22: an heir who hands over hands on a place that is kept', async () => {
    const userId = scene.meeting.hostUserId!;
    const [ada, bob, eve] = [await host(), await join(), await join()];
    await leave(ada);
    await act(bob, { type: 'handOver', participantId: eve.participantId });
    expect([await roleOf(bob), await roleOf(eve)]).toEqual(['cohost', 'host']);
    expect((await join({ userId })).role).toBe('host');
    expect([await roleOf(bob), await roleOf(eve)]).toEqual(['cohost', 'participant']);
  });

  it('HOST-31: nobody removes the host whose place an heir keeps, by whatever person', async () => {
    const userId = scene.meeting.hostUserId!;
    const [ada, bob] = [await host(), await join()];
    await leave(ada, true);
    await scene.fixture.pool.query(
      `UPDATE participant SET last_seen_at = now() - interval '1 hour' WHERE id = $1`,
      [ada.participantId],
    );
    expect(await scene.fixture.db.hosts.appointHeir(scene.meeting.id)).toBe(true);
    const remove = ({ participantId }: typeof ada) => ({ type: 'removeParticipant', participantId }) as const;
    expect(await codeOf(act(bob, remove(ada)))).toBe('forbidden');
    const second = await join({ userId, seatKey: SeatKey.parse(newId.user()) });
    await act(bob, remove(second));
    expect((await read()).removedSeats).toMatchObject([{ participantId: second.participantId }]);
    expect((await join({ userId })).role).toBe('host');
  });

  it('HOST-23: a lost host is waited for; then whoever asks first appoints, and only once', async () => {
    const [ada, bob] = [await host(), await join()];
    await leave(ada, true);
    expect(await scene.fixture.db.hosts.appointHeir(scene.meeting.id)).toBe(false);
    await scene.fixture.pool.query(
      `UPDATE participant SET last_seen_at = now() - interval '1 hour' WHERE id = $1`,
      [ada.participantId],
    );
    const appointed = await Promise.all(
      [1, 2, 3].map(() => scene.fixture.db.hosts.appointHeir(scene.meeting.id)),
    );
    expect(appointed.filter(Boolean)).toHaveLength(1);
    expect(await roleOf(bob)).toBe('host');
    // The heir of an heir stands in for the same host.
    const eve = await join();
    await leave(bob);
    expect(await roleOf(eve)).toBe('host');
    expect((await join({ userId: scene.meeting.hostUserId! })).role).toBe('host');
    expect(await roleOf(eve)).toBe('participant');
  });

  it('HOST-23: where no host ever was there is no heir', async () => {
    await join();
    expect(await scene.fixture.db.hosts.appointHeir(scene.meeting.id)).toBe(false);
  });
});
