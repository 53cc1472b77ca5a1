import { ParticipantId, SeatEpoch } from '@convene/protocol';
import { z } from 'zod';
import { LAZY_COMMIT, type Statement } from '../connection/statement.ts';
import { JoinOutcome, RoomElsewhere } from '../rows/join.ts';

/** A row that only says that something was done. */
const Done = z.object({ done: z.literal(true) });
type Done = z.infer<typeof Done>;

export const joinRoom: Statement<{ outcome: JoinOutcome }> = {
  name: 'room-join',
  text: 'SELECT join_room($1::jsonb) AS outcome',
  row: z.object({ outcome: JoinOutcome }),
};

const LeaveOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('left'), wasCurrent: z.boolean() }),
  z.object({ outcome: z.literal('unknownPeer') }),
]);

export const leaveRoom: Statement<{ outcome: z.infer<typeof LeaveOutcome> }> = {
  name: 'room-leave',
  text: 'SELECT leave_room($1::uuid, $2::integer, $3::boolean) AS outcome',
  row: z.object({ outcome: LeaveOutcome }),
};

export const restorePeer: Statement<{ restored: boolean }> = {
  name: 'room-restore-peer',
  text: 'SELECT restore_peer($1::jsonb) AS restored',
  row: z.object({ restored: z.boolean() }),
};

export const movePeer: Statement<Done> = {
  name: 'room-move-peer',
  text: `
    WITH ${LAZY_COMMIT}, moved AS (
      UPDATE peer SET worker_id = $2, router_id = $3 WHERE id = $1
      RETURNING id, meeting_id, participant_id, server_id),
    written AS (
      INSERT INTO router (id, server_id, worker_id, meeting_id) SELECT $3, server_id, $2, meeting_id FROM moved
        ON CONFLICT (id) DO UPDATE SET meeting_id = excluded.meeting_id),
    decided AS (
      INSERT INTO placement_decision
        (id, meeting_id, participant_id, peer_id, server_id, worker_id, router_id, inputs, reasons)
      SELECT gen_random_uuid(), meeting_id, participant_id, id, server_id, $2, $3, $4::jsonb, $5::jsonb FROM moved),
    seat AS (
      UPDATE participant SET worker_id = $2, router_id = $3 FROM moved
       WHERE participant.id = moved.participant_id AND participant.current_peer_id = moved.id)
    SELECT true AS done FROM moved, lazily`,
  row: Done,
};

export const readElsewhere: Statement<RoomElsewhere> = {
  name: 'room-read-elsewhere',
  text: `
    SELECT roster_of(id) AS roster, producers_elsewhere(id, $2::uuid) AS "producersElsewhere",
           state AS "roomState", state_version AS "roomStateVersion", chat_seq AS "chatSeq",
           ended_at IS NOT NULL AS ended, door_of(id) AS door, answered_knocks(id) AS "answeredKnocks",
           superseded_knocks(id) AS "supersededKnocks", removed_seats(id) AS "removedSeats"
      FROM meeting WHERE id = $1`,
  row: RoomElsewhere,
};

export const hasServerPart: Statement<Done> = {
  name: 'room-has-server-part',
  text: 'SELECT true AS done FROM room_server WHERE meeting_id = $1 AND server_id = $2',
  row: Done,
};

const SeatEpochRow = z.object({ participantId: ParticipantId, seatEpoch: SeatEpoch });
export type SeatEpochRow = z.infer<typeof SeatEpochRow>;

export const seatEpochs: Statement<SeatEpochRow> = {
  name: 'room-seat-epochs',
  text: `SELECT id AS "participantId", seat_epoch AS "seatEpoch" FROM participant WHERE meeting_id = $1`,
  row: SeatEpochRow,
};

export const findSeat: Statement<Pick<SeatEpochRow, 'participantId'>> = {
  name: 'room-find-seat',
  text: `
    SELECT seat.id AS "participantId" FROM participant seat
     WHERE seat.meeting_id = $1 AND seat.user_id = $2 AND seat.seat_key = $3
       AND NOT is_banned($1, $2, $3) AND seat.removed_epoch IS DISTINCT FROM seat.seat_epoch
       AND NOT EXISTS (SELECT FROM knock WHERE knock.meeting_id = $1 AND knock.user_id = $2 AND knock.seat_key = $3
                          AND knock.state <> 'admitted')`,
  row: SeatEpochRow.pick({ participantId: true }),
};

export const updateParticipant: Statement<Done> = {
  name: 'room-update-participant',
  text: `
    WITH ${LAZY_COMMIT}, changed AS (
      UPDATE participant
         SET name = coalesce($2, name), muted = coalesce($3, muted), camera_off = coalesce($4, camera_off)
       WHERE id = $1 RETURNING id, meeting_id)
    SELECT true AS done, announce(changed.meeting_id, jsonb_build_object(
             'type', 'participantChanged', 'serverId', $5::uuid, 'participantId', changed.id))
      FROM changed, lazily`,
  row: Done,
};

export const removeServerPart: Statement<{ removed: boolean }> = {
  name: 'room-remove-server-part',
  text: 'SELECT remove_server_part($1::uuid, $2::uuid) AS removed',
  row: z.object({ removed: z.boolean() }),
};
