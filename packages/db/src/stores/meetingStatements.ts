import {
  MeetingId,
  MeetingSlug,
  ParticipantId,
  PeerId,
  Role,
  SeatEpoch,
  ServerId,
  UserId,
} from '@convene/protocol';
import { z } from 'zod';
import type { Statement } from '../connection/statement.ts';
import { MeetingSettings } from '../rows/meeting.ts';
import { ServerCandidate } from '../rows/server.ts';

/** The caller's seat as it stands; `occupied` while a peer of it sits on a live server. */
const EnterSeat = z.object({
  participantId: ParticipantId,
  role: Role,
  name: z.string(),
  seatEpoch: SeatEpoch,
  muted: z.boolean(),
  cameraOff: z.boolean(),
  occupied: z.boolean(),
  currentPeerId: z.nullable(PeerId),
  /** Given up by leaving; else it is kept for a while. */
  left: z.boolean(),
});

const EnterView = z.object({
  meetingId: MeetingId,
  slug: MeetingSlug,
  title: z.string(),
  settings: MeetingSettings,
  hostUserId: z.nullable(UserId),
  ended: z.boolean(),
  /** Whether this person may come in: `refused` for a while after somebody has said no. */
  admission: z.enum(['open', 'waiting', 'locked', 'refused', 'removed']),
  homeServerId: z.nullable(ServerId),
  /** The database's clock, by which tokens are made: those of web apps and media servers may differ. */
  databaseAt: z.coerce.number(),
  /** All live servers, whatever their state and load. */
  servers: z.array(ServerCandidate),
  seat: EnterSeat.nullable(),
  /** The name that this user used last, in whatever meeting. */
  userName: z.string().nullable(),
  /** People with a peer on a live server. */
  people: z.number().int(),
});
export type EnterView = z.infer<typeof EnterView>;

export const readForEnter: Statement<EnterView> = {
  name: 'meeting-read-for-enter',
  text: `
    SELECT meeting.id AS "meetingId", meeting.slug, meeting.title, meeting.settings,
           meeting.host_user_id AS "hostUserId", meeting.ended_at IS NOT NULL AS ended,
           admission_of(meeting, own, $2, $3, make_interval(secs => $4::double precision / 1000),
                        make_interval(secs => $5::double precision / 1000)) AS admission,
           meeting.home_server_id AS "homeServerId", milliseconds(clock_timestamp()) AS "databaseAt",
           (SELECT coalesce(json_agg(json_build_object(
                     'serverId', server.id, 'epoch', server.epoch, 'url', server.url, 'region', server.region,
                     'state', server.state, 'load', server.load, 'reserved', server.reserved,
                     'capacity', server.capacity, 'routerRtpCapabilities', server.router_rtp_capabilities,
                     'homesTaken', (SELECT count(*) FROM meeting other
                                     WHERE other.home_server_id = server.id
                                       AND other.home_taken_at > now() - interval '10 seconds'),
                     'people', coalesce(there.people, 0))
                     ORDER BY server.name, server.id), '[]')
              FROM media_server server
              LEFT JOIN (
                SELECT server_id, count(DISTINCT who) AS people
                  FROM (SELECT seat.server_id, seat.id AS who FROM participant seat
                         WHERE seat.meeting_id = meeting.id AND seat.current_peer_id IS NOT NULL
                           AND (seat.user_id <> $2 OR seat.seat_key <> $3)
                        UNION ALL
                        SELECT sent.server_id, sent.user_id FROM placement_decision sent
                         WHERE sent.meeting_id = meeting.id AND sent.at > now() - interval '10 seconds'
                           AND sent.peer_id IS NULL AND sent.user_id <> $2
                           AND NOT EXISTS (SELECT FROM participant seat
                                            WHERE seat.meeting_id = meeting.id AND seat.user_id = sent.user_id
                                              AND seat.current_peer_id IS NOT NULL)) someone
                 GROUP BY server_id) there ON there.server_id = server.id
             WHERE server.lease_until > now()) AS servers,
           (SELECT json_build_object(
                     'participantId', seat.id, 'role', seat.role, 'name', seat.name, 'seatEpoch', seat.seat_epoch,
                     'muted', seat.muted, 'cameraOff', seat.camera_off, 'left', seat.left_at IS NOT NULL,
                     'currentPeerId', seat.current_peer_id,
                     'occupied', EXISTS (SELECT FROM peer
                       JOIN media_server server ON server.id = peer.server_id AND server.lease_until > now()
                      WHERE peer.id = seat.current_peer_id))
              FROM participant seat
             WHERE seat.meeting_id = meeting.id AND seat.user_id = $2 AND seat.seat_key = $3) AS seat,
           (SELECT nullif(name, '') FROM "user" WHERE "user".id = $2) AS "userName",
           (SELECT count(*)::integer FROM participant seat
              JOIN media_server server ON server.id = seat.server_id AND server.lease_until > now()
             WHERE seat.meeting_id = meeting.id AND seat.current_peer_id IS NOT NULL) AS people
      FROM meeting
      LEFT JOIN participant own ON own.meeting_id = meeting.id AND own.user_id = $2 AND own.seat_key = $3
     WHERE meeting.slug = $1`,
  row: EnterView,
};

export const endMeeting: Statement<{ meetingId: MeetingId }> = {
  name: 'meeting-end',
  text: 'UPDATE meeting SET ended_at = now() WHERE id = $1 AND ended_at IS NULL RETURNING id AS "meetingId"',
  row: z.object({ meetingId: MeetingId }),
};

export const takeHome: Statement<{ homeServerId: ServerId }> = {
  name: 'meeting-take-home',
  // The condition is in the values and not in WHERE, so that the loser is told the winner by the same statement. A
  // decision that lost is none.
  text: `
    WITH home AS (
      UPDATE meeting
         SET home_server_id = CASE WHEN home_server_id IS NOT DISTINCT FROM $2::uuid THEN $3::uuid ELSE home_server_id END,
             home_taken_at = CASE WHEN home_server_id IS NOT DISTINCT FROM $2::uuid THEN now() ELSE home_taken_at END
       WHERE id = $1
      RETURNING id, home_server_id),
    decided AS (
      INSERT INTO placement_decision (id, meeting_id, user_id, participant_id, server_id, inputs, reasons)
      SELECT gen_random_uuid(), home.id, $4::uuid, $5::uuid, $3::uuid, $6::jsonb, $7::jsonb
        FROM home WHERE home.home_server_id = $3::uuid AND $6::jsonb IS NOT NULL)
    SELECT home_server_id AS "homeServerId" FROM home`,
  row: z.object({ homeServerId: ServerId }),
};
