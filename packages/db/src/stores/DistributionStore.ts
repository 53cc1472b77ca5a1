import {
  MeetingId,
  MeetingSlug,
  ParticipantId,
  PeerId,
  Role,
  RouterId,
  ServerEpoch,
  ServerId,
  UserId,
  WorkerId,
} from '@convene/protocol';
import { z } from 'zod';
import type { Connection } from '../connection/Connection.ts';
import type { Statement } from '../connection/statement.ts';
import { ServerState, ServerTrouble, WorkerReport } from '../rows/server.ts';

const count = z.number().int();

/** Who sits where: user → participant → router → worker → server (004-96). */
export const Distribution = z.object({
  servers: z.array(
    z.object({
      serverId: ServerId,
      epoch: ServerEpoch,
      name: z.string(),
      region: z.string(),
      url: z.string(),
      state: ServerState,
      live: z.boolean(),
      load: count,
      reserved: count,
      capacity: count,
      startedAt: z.number(),
      heartbeatAt: z.number(),
      troubles: z.array(ServerTrouble),
    }),
  ),
  workers: z.array(WorkerReport.omit({ id: true }).extend({ workerId: WorkerId, serverId: ServerId })),
  routers: z.array(
    z.object({
      routerId: RouterId,
      workerId: WorkerId,
      serverId: ServerId,
      /** Null while it waits in the pool. */
      meetingId: z.nullable(MeetingId),
      producers: count,
    }),
  ),
  participants: z.array(
    z.object({
      participantId: ParticipantId,
      userId: UserId,
      meetingId: MeetingId,
      peerId: PeerId,
      role: Role,
      serverId: ServerId,
      /** Null while the peer is between two routers. */
      workerId: z.nullable(WorkerId),
      routerId: z.nullable(RouterId),
    }),
  ),
  pipes: z.array(
    z.object({
      meetingId: MeetingId,
      sourceRouterId: RouterId,
      targetRouterId: RouterId,
      state: z.enum(['connecting', 'open', 'broken']),
      /** Producers that are piped over it now. */
      producers: count,
    }),
  ),
});
export type Distribution = z.infer<typeof Distribution>;

const list = (fields: string, from: string) =>
  `(SELECT coalesce(json_agg(json_build_object(${fields})), '[]') FROM ${from})`;

const readDistribution: Statement<Distribution> = {
  name: 'distribution-read',
  // One statement sees one moment: no participant on a router that the answer does not have.
  text: `SELECT
    ${list(
      `'serverId', id, 'epoch', epoch, 'name', name, 'region', region, 'url', url, 'state', state,
       'live', lease_until > now(), 'load', load, 'reserved', reserved, 'capacity', capacity,
       'startedAt', milliseconds(started_at), 'heartbeatAt', milliseconds(heartbeat_at),
       'troubles', troubles`,
      '(SELECT * FROM media_server ORDER BY name, id) server',
    )} AS servers,
    ${list(
      `'workerId', id, 'serverId', server_id, 'index', index, 'pid', pid, 'cpu', cpu, 'routers', routers,
       'consumers', consumers`,
      '(SELECT * FROM worker ORDER BY server_id, index, id) worker',
    )} AS workers,
    ${list(
      `'routerId', id, 'workerId', worker_id, 'serverId', server_id, 'meetingId', meeting_id,
       'producers', (SELECT count(*) FROM producer WHERE producer.router_id = router.id)`,
      '(SELECT * FROM router ORDER BY created_at, id) router',
    )} AS routers,
    ${list(
      `'participantId', id, 'userId', user_id, 'meetingId', meeting_id, 'peerId', current_peer_id, 'role', role,
       'serverId', server_id, 'workerId', worker_id, 'routerId', router_id`,
      `(SELECT * FROM participant WHERE current_peer_id IS NOT NULL AND server_id IS NOT NULL
         ORDER BY joined_at, id) seat`,
    )} AS participants,
    ${list(
      `'meetingId', meeting_id, 'sourceRouterId', source_router_id, 'targetRouterId', target_router_id,
       'state', state, 'producers', (SELECT count(*) FROM pipe piped
          WHERE piped.source_router_id = pipe.source_router_id AND piped.target_router_id = pipe.target_router_id
            AND piped.producer_id IS NOT NULL AND piped.state = 'open')`,
      '(SELECT * FROM pipe WHERE producer_id IS NULL ORDER BY created_at, id) pipe',
    )} AS pipes`,
  row: Distribution,
};

/** How people call what the distribution has ids for: meetings with a router, and whoever sits. */
export const DistributionNames = z.object({
  meetings: z.array(z.object({ meetingId: MeetingId, slug: MeetingSlug })),
  people: z.array(z.object({ participantId: ParticipantId, name: z.string() })),
});
export type DistributionNames = z.infer<typeof DistributionNames>;

const readNames: Statement<DistributionNames> = {
  name: 'distribution-names',
  text: `SELECT
    ${list(
      `'meetingId', id, 'slug', slug`,
      '(SELECT id, slug FROM meeting WHERE id IN (SELECT meeting_id FROM router)) meeting',
    )} AS meetings,
    ${list(
      `'participantId', id, 'name', name`,
      '(SELECT id, name FROM participant WHERE current_peer_id IS NOT NULL) seat',
    )} AS people`,
  row: DistributionNames,
};

/** The read model behind `/cluster` and `/admin`. */
export class DistributionStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async read(): Promise<Distribution> {
    const row = await this.#connection.row(readDistribution, []);
    if (row === undefined) throw new Error('a SELECT without FROM answered no row');
    return row;
  }

  /** For `/admin` only: a meeting's code lets in, and names are nothing for a monitoring system. */
  async names(): Promise<DistributionNames> {
    const row = await this.#connection.row(readNames, []);
    if (row === undefined) throw new Error('a SELECT without FROM answered no row');
    return row;
  }
}
