import type { MeetingId, ProducerId, RouterId, ServerId } from '@convene/protocol';
import { z } from 'zod';
import type { Connection } from '../connection/Connection.ts';
import { LAZY_COMMIT, type Statement } from '../connection/statement.ts';

export type PipeState = 'connecting' | 'open' | 'broken';

/** A pair of PipeTransports; with a producer: one that is piped over that pair. */
export type PipeRow = {
  sourceRouterId: RouterId;
  targetRouterId: RouterId;
  producerId: ProducerId | null;
  state: PipeState;
};

const count = z.int();

/** What became of the rows. */
const PipesWritten = z.object({
  /** Rows that are new or have another state. */
  written: count,
  removed: count,
  /** Pipes for which there is no row, because a router or the producer has none (yet). */
  missing: count,
});
export type PipesWritten = z.infer<typeof PipesWritten>;

const replacePipes: Statement<PipesWritten> = {
  name: 'pipes-replace',
  // Routers and producers are held until the pipes refer to them: they may be on their way out.
  text: `
    WITH ${LAZY_COMMIT}, wanted AS (
      SELECT * FROM jsonb_to_recordset($3) AS pipe
        ("sourceRouterId" uuid, "targetRouterId" uuid, "producerId" uuid, state "PipeState")),
    standing AS (
      SELECT id FROM producer WHERE id IN (SELECT "producerId" FROM wanted) FOR KEY SHARE),
    ends AS (
      SELECT source.id AS source_router_id, target.id AS target_router_id,
             source.server_id AS source_server_id, target.server_id AS target_server_id,
             wanted."producerId" AS producer_id, wanted.state
        FROM wanted
        JOIN router source ON source.id = wanted."sourceRouterId"
        JOIN router target ON target.id = wanted."targetRouterId" AND target.server_id = $1
        FOR KEY SHARE OF source, target),
    writable AS (
      SELECT ends.* FROM ends WHERE producer_id IS NULL
      UNION ALL
      SELECT ends.* FROM ends JOIN standing ON standing.id = ends.producer_id),
    pair AS (
      INSERT INTO pipe (id, meeting_id, source_router_id, target_router_id, source_server_id, target_server_id,
                        producer_id, state)
      SELECT gen_random_uuid(), $2, writable.* FROM writable WHERE producer_id IS NULL
        ON CONFLICT (source_router_id, target_router_id) WHERE producer_id IS NULL
        DO UPDATE SET state = excluded.state WHERE pipe.state <> excluded.state
      RETURNING 1),
    piped AS (
      INSERT INTO pipe (id, meeting_id, source_router_id, target_router_id, source_server_id, target_server_id,
                        producer_id, state)
      SELECT gen_random_uuid(), $2, writable.* FROM writable WHERE producer_id IS NOT NULL
        ON CONFLICT (producer_id, target_router_id) WHERE producer_id IS NOT NULL
        DO UPDATE SET state = excluded.state WHERE pipe.state <> excluded.state
      RETURNING 1),
    removed AS (
      DELETE FROM pipe WHERE target_server_id = $1 AND meeting_id = $2 AND NOT EXISTS (
        SELECT FROM wanted WHERE "sourceRouterId" = source_router_id AND "targetRouterId" = target_router_id
           AND "producerId" IS NOT DISTINCT FROM producer_id)
      RETURNING 1)
    SELECT ((SELECT count(*) FROM pair) + (SELECT count(*) FROM piped))::int AS written,
           (SELECT count(*) FROM removed)::int AS removed,
           ((SELECT count(*) FROM wanted) - (SELECT count(*) FROM writable))::int AS missing
      FROM lazily`,
  row: PipesWritten,
};

/** The pipes of all rooms; those that end on a server are that server's to write. */
export class PipeStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Makes the rows of one room's pipes that end on one server what is given. May be sent again. */
  async replace(room: {
    serverId: ServerId;
    meetingId: MeetingId;
    pipes: readonly PipeRow[];
  }): Promise<PipesWritten> {
    const { serverId, meetingId, pipes } = room;
    const written = await this.#connection.row(replacePipes, [serverId, meetingId, JSON.stringify(pipes)]);
    return written ?? { written: 0, removed: 0, missing: pipes.length };
  }
}
