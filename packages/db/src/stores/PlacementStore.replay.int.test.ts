import {
  DecisionInputs,
  decideRouter,
  decideServer,
  type PlacementDecision,
  replay,
} from '@convene/placement';
import { type ServerId, WorkerId } from '@convene/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fixture, newId } from '../../test/Fixture.ts';

const DECISIONS = 10_000;
const MEETINGS = 20;
let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.create({ limits: { databaseMs: 30_000 } });
});
afterAll(() => fixture.close());

/** Numbers that are the same in each run (mulberry32). */
function random(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    share: next,
    below: (limit: number) => Math.floor(next() * limit),
    chance: (share: number) => next() < share,
    pick: <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!,
  };
}

type Random = ReturnType<typeof random>;
type Made = { decision: PlacementDecision; serverId: ServerId | null; workerId: WorkerId | null };

const serverIds = Array.from({ length: 6 }, () => newId.server());
const workerIds = Array.from({ length: 16 }, () => newId.worker());

/** A cluster in any state: idle, busy, full, half of it gone. */
function chooseServer({ below, chance, pick, share }: Random): Made {
  const { selection, decision } = decideServer({
    servers: serverIds
      .filter(() => chance(0.8))
      .map((serverId) => ({
        serverId,
        ready: chance(0.9),
        load: below(500),
        reserved: below(100),
        capacity: pick([0, 400, 500, 2000]),
        homesTaken: below(4),
        region: pick(['', 'eu', 'us']),
        people: chance(0.5) ? 0 : below(30),
      })),
    home: chance(0.7) ? pick(serverIds) : null,
    avoid: chance(0.2) ? [pick(serverIds)] : [],
    weight: 1 + below(100),
    region: pick(['', '', 'eu']),
    spread: share() < 0.2,
  });
  return { decision, serverId: 'server' in selection ? selection.server.serverId : null, workerId: null };
}

function chooseRouter({ below, chance, pick, share }: Random): Made {
  const pool = workerIds.slice(0, 1 + below(workerIds.length));
  const { selection, decision } = decideRouter({
    policy: pick(['rooms', 'rooms', 'round-robin']),
    spread: chance(0.2),
    now: share() * 1e8,
    workers: pool.map((workerId) => ({
      workerId,
      roomCount: below(5),
      cpu: share() * pick([0.5, 1]),
      lastUsedAt: chance(0.3) ? 0 : share() * 1e8,
      consumers: below(pick([100, 500, 600])),
      reserved: below(60),
      maxConsumers: 500,
      closed: chance(0.05),
    })),
    room: pool.filter(() => chance(0.3)).map((workerId) => ({ workerId, people: below(40) })),
    receives: below(60),
    sends: below(3),
  });
  const workerId = 'worker' in selection ? WorkerId.parse(selection.worker.workerId) : null;
  return { decision, serverId: pick(serverIds), workerId };
}

test('PLACE-41: ten thousand stored decisions replay to the same choice and the same reasons', async () => {
  const dice = random(20_261_120);
  const meetings = Array.from({ length: MEETINGS }, () => newId.meeting());
  const made = Array.from({ length: DECISIONS }, (_, index) => ({
    meetingId: meetings[index % MEETINGS]!,
    ...(index % 2 === 0 ? chooseServer(dice) : chooseRouter(dice)),
  }));
  await fixture.query(
    `INSERT INTO placement_decision (id, meeting_id, server_id, worker_id, inputs, reasons)
     SELECT gen_random_uuid(), meeting_id, server_id, worker_id, inputs, reasons
       FROM jsonb_to_recordset($1::jsonb) AS made
         (meeting_id uuid, server_id uuid, worker_id uuid, inputs jsonb, reasons jsonb)`,
    [
      JSON.stringify(
        made.map(({ meetingId, serverId, workerId, decision }) => ({
          meeting_id: meetingId,
          server_id: serverId,
          worker_id: workerId,
          ...decision,
        })),
      ),
    ],
  );

  const answers = { server: new Set<string | null>(), router: new Set<string | null>() };
  let replayed = 0;
  for (const meetingId of meetings) {
    for (const { serverId, workerId, inputs, reasons } of await fixture.db.placements.list(meetingId)) {
      const stored = DecisionInputs.parse(inputs);
      const chosen = stored.kind === 'server' ? serverId : workerId;
      expect(replay(stored)).toEqual({ chosen, reasons });
      answers[stored.kind].add(chosen);
      replayed += 1;
    }
  }
  expect(replayed).toBe(DECISIONS);
  // The states were not all alike: each server and each worker was chosen by some, and nobody by others.
  expect(answers.server).toEqual(new Set([...serverIds, null]));
  expect(answers.router).toEqual(new Set([...workerIds, null]));
});
