import {
  AppError,
  type AnswerKnocksInput,
  type BanId,
  type MeetingId,
  type ParticipantId,
  type PeerId,
  type RemoveParticipantInput,
} from '@convene/protocol';
import { z } from 'zod';
import type { Connection } from '../connection/Connection.ts';
import type { Statement } from '../connection/statement.ts';

/** A step that needs a right, which is read in the transaction that takes it. */
export type HostAction =
  | {
      readonly type: 'setRole';
      readonly participantId: ParticipantId;
      readonly role: 'cohost' | 'participant';
    }
  | { readonly type: 'handOver'; readonly participantId: ParticipantId }
  | ({ readonly type: 'removeParticipant' } & RemoveParticipantInput)
  | { readonly type: 'letBackIn'; readonly banId: BanId }
  | ({ readonly type: 'answerKnocks' } & AnswerKnocksInput)
  | { readonly type: 'endMeeting' };

const hostAction: Statement<{ outcome: 'done' | 'forbidden' | 'participantNotFound' | 'meetingNotFound' }> = {
  name: 'host-action',
  text: 'SELECT host_action($1::jsonb) AS outcome',
  row: z.object({ outcome: z.enum(['done', 'forbidden', 'participantNotFound', 'meetingNotFound']) }),
};

const leaveKnock: Statement<{ left: boolean }> = {
  name: 'host-leave-knock',
  text: 'SELECT leave_knock($1::uuid, $2::boolean) AS left',
  row: z.object({ left: z.boolean() }),
};

const appointHeir: Statement<{ appointed: boolean }> = {
  name: 'host-appoint-heir',
  // Without the meeting's lock while there is nothing to do: a meeting whose host never came is asked about again and again.
  text: `
    SELECT CASE WHEN EXISTS (
             SELECT FROM participant seat WHERE seat.meeting_id = $1::uuid AND seat.role = 'host'
                AND NOT seat_is_held(seat, make_interval(secs => $2::double precision / 1000)))
           THEN appoint_heir($1::uuid, make_interval(secs => $2::double precision / 1000))
           ELSE false END AS appointed`,
  row: z.object({ appointed: z.boolean() }),
};

const removeOldKnocks: Statement<{ knockId: string }> = {
  name: 'host-remove-old-knocks',
  text: `
    DELETE FROM knock WHERE id IN (
      SELECT id FROM knock old
       WHERE coalesce(answered_at, seen_at) < now() - make_interval(secs => $1::double precision / 1000)
         AND (state <> 'waiting' OR peer_id IS NULL
              OR NOT EXISTS (SELECT FROM media_server WHERE id = old.server_id AND lease_until > now()))
         FOR UPDATE SKIP LOCKED)
    RETURNING id AS "knockId"`,
  row: z.object({ knockId: z.string() }),
};

/** Who may do what in a meeting, who waits before its door and who is kept out. */
export class HostStore {
  readonly #connection: Connection;
  readonly #seatKeptMs: number;

  constructor(connection: Connection, { seatKeptMs }: { seatKeptMs: number }) {
    this.#connection = connection;
    this.#seatKeptMs = seatKeptMs;
  }

  /** Takes one step, announces it, and writes it down for operators. @throws AppError forbidden, participantNotFound */
  async act(who: { meetingId: MeetingId; by: ParticipantId }, action: HostAction): Promise<void> {
    const row = await this.#connection.row(hostAction, [JSON.stringify({ ...who, ...action })]);
    const outcome = row?.outcome ?? 'forbidden';
    if (outcome !== 'done') throw AppError.of(outcome, { meetingId: who.meetingId });
  }

  /** The peer of somebody who waited ended. `keepPlace`: they were lost and may come back. False when nobody waited. */
  async leaveKnock(peerId: PeerId, keepPlace: boolean): Promise<boolean> {
    const row = await this.#connection.row(leaveKnock, [peerId, keepPlace]);
    return row?.left ?? false;
  }

  /** Takes away the rows of people who wait no more, and never came back. Answers how many. */
  async removeOldKnocks({ keptMs }: { keptMs: number }): Promise<number> {
    const rows = await this.#connection.rows(removeOldKnocks, [keptMs]);
    return rows.length;
  }

  /** Sees to an heir where a host was there and is gone. False when nobody is needed, or nobody can be. */
  async appointHeir(meetingId: MeetingId): Promise<boolean> {
    const row = await this.#connection.row(appointHeir, [meetingId, this.#seatKeptMs]);
    return row?.appointed ?? false;
  }
}
