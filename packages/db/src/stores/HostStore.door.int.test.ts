import { KnockId, ParticipantId, SeatKey } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../test/Fixture.ts';
import { codeOf, HostScene, namesOf } from '../../test/HostScene.ts';

let scene: HostScene;
const join: HostScene['join'] = (...of) => scene.join(...of);
const ask: HostScene['ask'] = (...of) => scene.ask(...of);
const host: HostScene['host'] = (...of) => scene.host(...of);
const act: HostScene['act'] = (...of) => scene.act(...of);
const read: HostScene['read'] = (...of) => scene.read(...of);
const setState: HostScene['setState'] = (...of) => scene.setState(...of);
const leave: HostScene['leave'] = (...of) => scene.leave(...of);

beforeAll(async () => {
  scene = await HostScene.create();
});
afterAll(() => scene.fixture.close());
beforeEach(() => scene.newMeeting());

describe('the door', () => {
  it('HOST-40: nobody new enters a locked meeting; people with a seat, its owner and cohosts do', async () => {
    const bobsId = newId.user();
    const bob = await join({ userId: bobsId });
    await setState({ locked: true });
    expect((await ask()).outcome).toBe('locked');
    await leave(bob, true);
    expect((await ask({ userId: bobsId })).outcome).toBe('joined');
    expect((await ask({ userId: scene.meeting.hostUserId! })).outcome).toBe('joined');
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
    expect(namesOf(door)).toEqual(['Bob']);
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
    expect(namesOf((await read()).door)).toEqual([]);
    expect((await ask({ userId })).outcome).toBe('joined');
    expect((await read()).answeredKnocks).toEqual([]);
  });

  it('HOST-42: who is lost while they wait keeps their place, with another peer or on another server', async () => {
    await host();
    await setState({ waitingRoom: true });
    const userId = newId.user();
    const input = scene.fixture.joinInput(scene.meeting.id, scene.server, {
      spread: true,
      userId,
      name: 'Bob',
    });
    const first = await scene.fixture.db.rooms.join(input);
    const eve = newId.user();
    await ask({ userId: eve, name: 'Eve' });
    // Both may have come in the same millisecond.
    await scene.fixture.pool.query(
      `UPDATE knock SET knocked_at = knocked_at + interval '1 second' WHERE user_id = $1`,
      [eve],
    );
    expect(await scene.fixture.db.hosts.leaveKnock(input.peerId, true)).toBe(true);
    expect(namesOf((await read()).door)).toEqual(['Eve']);
    const other = await scene.fixture.addServer();
    const again = await scene.fixture.db.rooms.join(
      scene.fixture.joinInput(scene.meeting.id, other, { spread: true, userId, name: 'Bob' }),
    );
    expect(again).toEqual(first);
    expect(namesOf((await read()).door)).toEqual(['Bob', 'Eve']);
    // The former peer's end says nothing any more.
    expect(await scene.fixture.db.hosts.leaveKnock(input.peerId, false)).toBe(false);
    expect(namesOf((await read()).door)).toEqual(['Bob', 'Eve']);
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
    await scene.fixture.pool.query(
      `UPDATE knock SET answered_at = now() - interval '1 hour' WHERE user_id = $1`,
      [bob],
    );
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
    await scene.newMeeting({ maxParticipants: 2 });
    await host();
    await setState({ waitingRoom: true });
    const outcomes = [];
    for (let n = 0; n < 3; n += 1) outcomes.push((await ask()).outcome);
    expect(outcomes).toEqual(['waiting', 'waiting', 'meetingFull']);
  });

  it('HOST-44: all persons of one identity count among those who wait; who asks again keeps their place', async () => {
    await scene.newMeeting({ maxParticipants: 2 });
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
    const { rows } = await scene.fixture.pool.query(`SELECT action FROM audit_event WHERE actor = $1`, [
      ada.participantId,
    ]);
    expect(rows).toEqual([{ action: 'endMeeting' }]);
  });

  it('HOST-41: what is announced of a meeting names nobody, and says nothing of what they write', async () => {
    const client = await scene.fixture.pool.connect();
    const payloads: string[] = [];
    client.on('notification', ({ payload = '' }) => payloads.push(payload));
    try {
      await client.query(`LISTEN "${scene.meeting.id}"`);
      const ada = await join({ userId: scene.meeting.hostUserId!, name: 'Secretary' });
      await setState({ waitingRoom: true });
      const userId = newId.user();
      await ask({ userId, name: 'Secretive' });
      await scene.fixture.db.chat.append({
        meetingId: scene.meeting.id,
        participantId: ada.participantId,
        senderName: 'Secretary',
        clientMessageId: newId.peer(),
        text: 'a secret',
      });
      await act(ada, { type: 'answerKnocks', knocks: 'all', admit: true });
      await join({ userId, name: 'Secretive' });
      // What was announced before is heard before this answer.
      await client.query('SELECT 1');
      expect(payloads.length).toBeGreaterThan(3);
      for (const payload of payloads) {
        expect(payload).not.toMatch(/secret/i);
        const known = ['type', 'serverId', 'participantId', 'peerId', 'seatEpoch', 'seq', 'version'];
        expect(known).toEqual(expect.arrayContaining(Object.keys(JSON.parse(payload))));
      }
    } finally {
      await client.query('UNLISTEN *');
      client.release();
    }
  });

  it('HOST-48: of two tabs that wait for one person the newer one does, in the place of the older', async () => {
    await host();
    await setState({ waitingRoom: true });
    const userId = newId.user();
    const tab = (peerId: ReturnType<typeof newId.peer>) => ask({ userId, name: 'Bob', peerId });
    const [older, newer] = [newId.peer(), newId.peer()];
    const first = await tab(older);
    expect((await read()).supersededKnocks).toEqual([]);
    expect(await tab(newer)).toEqual(first);
    expect((await read()).supersededKnocks).toEqual([older]);
    expect(namesOf((await read()).door)).toEqual(['Bob']);
    // The same one asks again: nothing changes. The older one's end takes nobody from the door.
    await tab(newer);
    expect(await scene.fixture.db.hosts.leaveKnock(older, false)).toBe(false);
    expect((await read()).supersededKnocks).toEqual([older]);
    expect(namesOf((await read()).door)).toEqual(['Bob']);
    await tab(older);
    expect((await read()).supersededKnocks).toEqual([newer]);
  });
});
