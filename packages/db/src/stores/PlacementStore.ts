import { MeetingId, ParticipantId, PeerId, RouterId, ServerId, UserId, WorkerId } from '@convene/protocol';
import { z } from 'zod';
import type { Connection } from '../connection/Connection.ts';
import { LAZY_COMMIT, type Statement } from '../connection/statement.ts';
import type { Decision } from '../rows/join.ts';

/** The web app's choice of a server for somebody who enters a meeting. */
export type ServerDecision = {
  meetingId: MeetingId;
  userId: UserId;
  /** Their seat, where they have one. */
  participantId: ParticipantId | null;
  /** Null: there was no server to be had. */
  serverId: ServerId | null;
  decision: Decision;
};

/** A decision as it was written; `inputs` are its maker's, who alone can read them. */
const StoredDecision = z.object({
  at: z.date(),
  meetingId: MeetingId,
  userId: z.nullable(UserId),
  participantId: z.nullable(ParticipantId),
  peerId: z.nullable(PeerId),
  serverId: z.nullable(ServerId),
  workerId: z.nullable(WorkerId),
  routerId: z.nullable(RouterId),
  inputs: z.unknown(),
  reasons: z.array(z.string()),
});
export type StoredDecision = z.infer<typeof StoredDecision>;

const addDecision: Statement<{ done: true }> = {
  name: 'placement-add',
  // Whoever waits for a server asks again each second: of refusals one in ten seconds is enough to tell why.
  text: `
    WITH ${LAZY_COMMIT}, written AS (
      INSERT INTO placement_decision (id, meeting_id, user_id, participant_id, server_id, inputs, reasons)
      SELECT gen_random_uuid(), $1, $2, $3, $4, $5::jsonb, $6::jsonb
       WHERE $4::uuid IS NOT NULL OR NOT EXISTS (
         SELECT FROM placement_decision
          WHERE meeting_id = $1 AND server_id IS NULL AND at > now() - interval '10 seconds')
      RETURNING id)
    SELECT true AS done FROM written, lazily`,
  row: z.object({ done: z.literal(true) }),
};

const listDecisions: Statement<StoredDecision> = {
  name: 'placement-list',
  text: `
    SELECT at, meeting_id AS "meetingId", user_id AS "userId", participant_id AS "participantId", peer_id AS "peerId",
           server_id AS "serverId", worker_id AS "workerId", router_id AS "routerId", inputs, reasons
      FROM placement_decision WHERE meeting_id = $1 ORDER BY at, id`,
  row: StoredDecision,
};

/** So many at once: a statement that takes long would hold up others. */
const REMOVED_AT_ONCE = 5_000;

const removeOldDecisions: Statement<{ removed: number }> = {
  name: 'placement-remove-old',
  text: `
    WITH ${LAZY_COMMIT}, removed AS (
      DELETE FROM placement_decision WHERE id IN (
        SELECT id FROM placement_decision
         WHERE at < now() - make_interval(secs => $1::double precision / 1000)
         ORDER BY at LIMIT ${REMOVED_AT_ONCE} FOR UPDATE SKIP LOCKED)
      RETURNING id)
    SELECT (SELECT count(*)::int FROM removed) AS removed FROM lazily`,
  row: z.object({ removed: z.number() }),
};

/** Why people were put where they are. Those of routers are written by the join itself. */
export class PlacementStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Of people for whom there is no server only the first in ten seconds is written. */
  async add({ meetingId, userId, participantId, serverId, decision }: ServerDecision): Promise<void> {
    await this.#connection.rows(addDecision, [
      meetingId,
      userId,
      participantId,
      serverId,
      JSON.stringify(decision.inputs),
      JSON.stringify(decision.reasons),
    ]);
  }

  /** Removes the oldest of those that were made so long ago; answers how many, which may not be all. */
  async removeOld({ keptMs }: { keptMs: number }): Promise<number> {
    const row = await this.#connection.row(removeOldDecisions, [keptMs]);
    return row?.removed ?? 0;
  }

  /** All decisions of a meeting, the oldest first. */
  async list(meetingId: MeetingId): Promise<StoredDecision[]> {
    return this.#connection.rows(listDecisions, [meetingId]);
  }
}
