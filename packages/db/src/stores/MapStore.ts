import { MeetingId, PeerId, ProducerId, RouterId, type ServerId } from '@convene/protocol';
import { z } from 'zod';
import type { Connection } from '../connection/Connection.ts';
import type { Statement } from '../connection/statement.ts';

/** All that the map says of one server: its people, what they send, its routers in use and its parts in rooms. */
export const ServerMap = z.object({
  peers: z.array(
    z.object({
      peerId: PeerId,
      meetingId: MeetingId,
      routerId: z.nullable(RouterId),
      /** It is the seat's current one. */
      isCurrent: z.boolean(),
    }),
  ),
  producers: z.array(
    z.object({ producerId: ProducerId, meetingId: MeetingId, routerId: RouterId, paused: z.boolean() }),
  ),
  routers: z.array(z.object({ routerId: RouterId, meetingId: z.nullable(MeetingId) })),
  /** Rooms in which it has a part (000-12). */
  meetingIds: z.array(MeetingId),
});
export type ServerMap = z.infer<typeof ServerMap>;

const readServer: Statement<ServerMap> = {
  name: 'map-read-server',
  text: `
    SELECT
      (SELECT coalesce(json_agg(json_build_object('peerId', peer.id, 'meetingId', peer.meeting_id,
         'routerId', peer.router_id, 'isCurrent', seat.current_peer_id IS NOT DISTINCT FROM peer.id)), '[]')
         FROM peer JOIN participant seat ON seat.id = peer.participant_id WHERE peer.server_id = $1) AS peers,
      (SELECT coalesce(json_agg(json_build_object('producerId', id, 'meetingId', meeting_id,
         'routerId', router_id, 'paused', paused)), '[]') FROM producer WHERE server_id = $1) AS producers,
      (SELECT coalesce(json_agg(json_build_object('routerId', id, 'meetingId', meeting_id)), '[]')
         FROM router WHERE server_id = $1) AS routers,
      (SELECT coalesce(json_agg(meeting_id), '[]') FROM room_server WHERE server_id = $1) AS "meetingIds"`,
  row: ServerMap,
};

/** What the reconciler compares with what lives (DESIGN §5). */
export class MapStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The rows of one server, all of one moment. */
  async readServer(serverId: ServerId): Promise<ServerMap> {
    const row = await this.#connection.row(readServer, [serverId]);
    if (row === undefined) throw new Error('a SELECT without FROM answered no row');
    return row;
  }
}
