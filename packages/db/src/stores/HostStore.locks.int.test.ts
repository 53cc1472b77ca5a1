import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { HostScene } from '../../test/HostScene.ts';

/** Pairs of steps at once, and how often. */
const PAIRS = 6;
const ROUNDS = 8;

let scene: HostScene;
/** Without the one repetition after a deadlock: each of them is seen. */
let pool: pg.Pool;

beforeAll(async () => {
  scene = await HostScene.create();
  pool = new pg.Pool({ connectionString: scene.fixture.url, max: PAIRS * 4 });
  // Dropping the database ends connections that the pool has let go but that are not closed yet.
  pool.on('error', () => undefined);
});
afterAll(async () => {
  await pool.end();
  await scene.fixture.close();
});
beforeEach(() => scene.newMeeting());

type Joined = Awaited<ReturnType<HostScene['join']>>;

const act = ({ participantId: by }: Joined, action: object) =>
  pool.query('SELECT host_action($1::jsonb)', [
    JSON.stringify({ meetingId: scene.meeting.id, by, ...action }),
  ]);
const leave = ({ input, seatEpoch }: Joined, keepSeat = false) =>
  pool.query('SELECT leave_room($1::uuid, $2::integer, $3::boolean)', [input.peerId, seatEpoch, keepSeat]);

const waitsForLock = (count: number) =>
  eventually(`${count} to wait for a lock`, async () => {
    const waiting = await scene.fixture.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return waiting.length >= count;
  });

describe('HOST-24: locks are taken in one order', () => {
  it('who is handed the meeting while they leave waits for the meeting before anything else', async () => {
    const [ada, bob, eve] = [await scene.host(), await scene.join(), await scene.join()];
    const [seat, meeting] = [await pool.connect(), await pool.connect()];
    try {
      // Bob has read that he is no host, and goes no further than to his seat.
      await seat.query('BEGIN');
      await seat.query('SELECT FROM participant WHERE id = $1 FOR UPDATE', [bob.participantId]);
      await meeting.query('BEGIN');
      await meeting.query('SELECT FROM meeting WHERE id = $1 FOR NO KEY UPDATE', [scene.meeting.id]);
      const leaving = leave(bob);
      await waitsForLock(1);
      await seat.query(`UPDATE participant SET role = 'participant' WHERE id = $1`, [ada.participantId]);
      await seat.query(`UPDATE participant SET role = 'host' WHERE id = $1`, [bob.participantId]);
      await seat.query('COMMIT');
      // Whoever has the meeting's lock does something with his seat.
      const changing = meeting.query('UPDATE participant SET muted = true WHERE id = $1', [
        bob.participantId,
      ]);
      await Promise.all([changing.then(() => meeting.query('COMMIT')), leaving]);
      expect([await scene.roleOf(bob), await scene.roleOf(eve)]).toEqual([undefined, 'participant']);
      expect(await scene.roleOf(ada)).toBe('host');
    } finally {
      seat.release();
      meeting.release();
    }
  });

  it('hand-overs, leaving, joins, removals and the end of a server, all at once: Postgres ends none of them', async () => {
    const deadlocks: string[] = [];
    const watch = async (what: string, work: Promise<unknown>) => {
      await work.catch((error: { code?: string }) => {
        if (error.code === '40P01') deadlocks.push(what);
        else throw error;
      });
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      await scene.newMeeting();
      const dying = await scene.fixture.addServer();
      const ada = await scene.host();
      const people = await Promise.all(
        Array.from({ length: PAIRS * 2 }, (_, n) =>
          n % 2 === 0 ? scene.join() : scene.fixture.join(scene.meeting.id, dying, { spread: true }),
        ),
      );
      await scene.fixture.expire(dying.id);
      const pairs = people.slice(0, PAIRS).map((one, n) => [one, people[n + PAIRS]!] as const);
      await Promise.all([
        ...pairs.flatMap(([one, other]) => [
          watch('hand over', act(ada, { type: 'handOver', participantId: one.participantId })),
          watch('leave', leave(one)),
          watch('hand back', act(one, { type: 'handOver', participantId: other.participantId })),
          watch('remove', act(one, { type: 'removeParticipant', participantId: other.participantId })),
          watch('lose', leave(other, true)),
          watch('join', scene.ask()),
        ]),
        watch('leave', leave(ada)),
        watch('sweep', pool.query(`SELECT remove_expired_servers(interval '0')`)),
      ]);
    }
    expect(deadlocks).toEqual([]);
  });
});
