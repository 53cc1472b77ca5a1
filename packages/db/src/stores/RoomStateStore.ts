import { type MeetingId, RoomState } from '@convene/protocol';
import { z } from 'zod';
import type { Connection } from '../connection/Connection.ts';
import type { Statement } from '../connection/statement.ts';

export type VersionedRoomState = { state: RoomState; version: number };

/** `conflict`: somebody else was first; try again with what holds now. */
export type CompareAndSetOutcome =
  | { outcome: 'changed'; version: number }
  | { outcome: 'conflict'; current: VersionedRoomState }
  | { outcome: 'meetingNotFound' };

const Versioned = z.object({ state: RoomState, version: z.number().int() });

const compareAndSet: Statement<VersionedRoomState & { changed: boolean }> = {
  name: 'room-state-compare-and-set',
  // The condition is in the values, so that the loser is told in the same statement what holds.
  text: `
    WITH written AS (
      UPDATE meeting
         SET state = CASE WHEN state_version = $2 THEN $3::jsonb ELSE state END,
             state_version = CASE WHEN state_version = $2 THEN state_version + 1 ELSE state_version END
       WHERE id = $1 RETURNING id, state, state_version)
    SELECT state, state_version AS version, state_version = $2 + 1 AND state = $3::jsonb AS changed,
           CASE WHEN state_version = $2 + 1 AND state = $3::jsonb THEN
             announce(id, jsonb_build_object('type', 'roomStateChanged', 'version', state_version)) END
      FROM written`,
  row: Versioned.extend({ changed: z.boolean() }),
};

/** The one document that all in a meeting share (DESIGN §4); the last writer never wins by accident. */
export class RoomStateStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async read(meetingId: MeetingId): Promise<VersionedRoomState | undefined> {
    const row = await this.#connection.prisma((prisma) =>
      prisma.meeting.findUnique({ where: { id: meetingId }, select: { state: true, stateVersion: true } }),
    );
    return row === null ? undefined : Versioned.parse({ state: row.state, version: row.stateVersion });
  }

  /** Replaces the document if it still has this version, and announces the new one. */
  async compareAndSet(meetingId: MeetingId, version: number, next: RoomState): Promise<CompareAndSetOutcome> {
    const row = await this.#connection.row(compareAndSet, [meetingId, version, JSON.stringify(next)]);
    if (row === undefined) return { outcome: 'meetingNotFound' };
    if (row.changed) return { outcome: 'changed', version: row.version };
    return { outcome: 'conflict', current: { state: row.state, version: row.version } };
  }
}
