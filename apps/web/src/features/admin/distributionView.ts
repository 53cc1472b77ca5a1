import type { Distribution } from '@convene/db';

type RoomLine = { readonly meetingId: string; readonly people: number };
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
function roomsOf(distribution: Distribution, workerId: string): readonly RoomLine[] {
  const people = new Map<string, number>();
  for (const router of distribution.routers) {
    if (router.workerId === workerId && router.meetingId !== null) people.set(router.meetingId, 0);
  }
  for (const { workerId: sitsOn, meetingId } of distribution.participants) {
    if (sitsOn === workerId) people.set(meetingId, (people.get(meetingId) ?? 0) + 1);
  }
  return [...people].map(([meetingId, count]) => ({ meetingId, people: count }));
}

/** The flat map of the database as it is read from the top: server, its workers, their rooms. */
export function distributionView(distribution: Distribution): DistributionView {
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
