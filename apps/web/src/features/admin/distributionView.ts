import type { Distribution, DistributionNames } from '@convene/db';

export type NamedDistribution = Distribution & DistributionNames;

type RoomLine = {
  readonly meetingId: string;
  /** Undefined for a room that came up between the two readings. */
  readonly slug: string | undefined;
  readonly people: readonly string[];
};
export type WorkerLine = {
  readonly workerId: string;
  readonly index: number;
  readonly pid: number;
  readonly cpu: number;
  readonly consumers: number;
  readonly rooms: readonly RoomLine[];
};
export type ServerLine = {
  readonly serverId: string;
  readonly name: string;
  readonly region: string;
  readonly state: 'ready' | 'draining' | 'closing' | 'lost';
  readonly load: number;
  readonly capacity: number;
  readonly workers: readonly WorkerLine[];
};
export type DistributionView = { readonly servers: readonly ServerLine[]; readonly people: number };

/** The rooms of one worker, by the routers that stand on it, with the people who sit there. */
function roomsOf(distribution: NamedDistribution, workerId: string): readonly RoomLine[] {
  const nameOf = new Map(distribution.people.map(({ participantId, name }) => [participantId, name]));
  const slugOf = new Map(distribution.meetings.map(({ meetingId, slug }) => [meetingId, slug]));
  const seats = distribution.participants.filter((seat) => seat.workerId === workerId);
  const routers = distribution.routers.filter((router) => router.workerId === workerId);
  const rooms = new Set([...routers, ...seats].map(({ meetingId }) => meetingId).filter((id) => id !== null));
  return [...rooms].map((meetingId) => ({
    meetingId,
    slug: slugOf.get(meetingId),
    people: seats
      .filter((seat) => seat.meetingId === meetingId)
      .map((seat) => nameOf.get(seat.participantId) ?? seat.participantId),
  }));
}

/** The flat map of the database as it is read from the top: server, its workers, their rooms. */
export function distributionView(distribution: NamedDistribution): DistributionView {
  const servers = distribution.servers.map((server) => ({
    serverId: server.serverId,
    name: server.name,
    region: server.region,
    state: server.live ? server.state : ('lost' as const),
    load: server.load + server.reserved,
    capacity: server.capacity,
    workers: distribution.workers
      .filter((worker) => worker.serverId === server.serverId)
      .map(({ workerId, index, pid, cpu, consumers }) => ({
        workerId,
        index,
        pid,
        cpu,
        consumers,
        rooms: roomsOf(distribution, workerId),
      })),
  }));
  return { servers, people: distribution.participants.length };
}
