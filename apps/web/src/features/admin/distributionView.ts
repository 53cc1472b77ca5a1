import type { Distribution, DistributionNames } from '@convene/db';

export type NamedDistribution = Distribution & DistributionNames;

/** Where something stands; what is between two routers has neither router nor worker for a moment. */
export type Place = {
  readonly routerId: string | undefined;
  readonly workerIndex: number | undefined;
  readonly serverName: string;
};
export type PersonLine = {
  readonly participantId: string;
  readonly name: string;
  /** The meeting's code; its id where it came up between two readings. */
  readonly meeting: string;
  readonly place: Place;
};
export type WorkerLine = {
  readonly workerId: string;
  readonly index: number;
  readonly pid: number;
  readonly cpu: number;
  readonly consumers: number;
  /** Consumers that it may have. */
  readonly capacity: number;
  /** Routers in use, by their meetings' codes. */
  readonly meetings: readonly string[];
  readonly people: number;
};
export type ServerLine = {
  readonly serverId: string;
  readonly name: string;
  readonly region: string;
  readonly state: 'ready' | 'draining' | 'closing' | 'lost';
  /** With what is promised. */
  readonly load: number;
  readonly capacity: number;
  readonly people: number;
  readonly troubles: Distribution['servers'][number]['troubles'];
  readonly workers: readonly WorkerLine[];
};
export type PipeLine = {
  readonly key: string;
  readonly meeting: string;
  readonly source: Place;
  readonly target: Place;
  readonly state: Distribution['pipes'][number]['state'];
  readonly producers: number;
};
export type DistributionView = {
  readonly servers: readonly ServerLine[];
  readonly people: readonly PersonLine[];
  readonly pipes: readonly PipeLine[];
};

/** Looks up what the flat lists of the map have under their ids. */
function createLookups({ servers, workers, routers, meetings, people }: NamedDistribution) {
  const serverNames = new Map<string, string>(servers.map(({ serverId, name }) => [serverId, name]));
  const workerIndices = new Map<string, number>(workers.map(({ workerId, index }) => [workerId, index]));
  const routersById = new Map<string, (typeof routers)[number]>(
    routers.map((router) => [router.routerId, router]),
  );
  const codes = new Map<string, string>(meetings.map(({ meetingId, slug }) => [meetingId, slug]));
  const names = new Map<string, string>(people.map(({ participantId, name }) => [participantId, name]));
  return {
    meetingOf: (meetingId: string) => codes.get(meetingId) ?? meetingId,
    nameOf: (participantId: string) => names.get(participantId) ?? participantId,
    placeOf: (at: { serverId?: string; workerId?: string | null; routerId: string | null }): Place => {
      const router = routersById.get(at.routerId ?? '');
      const serverId = at.serverId ?? router?.serverId ?? '';
      return {
        routerId: at.routerId ?? undefined,
        workerIndex: workerIndices.get(at.workerId ?? router?.workerId ?? ''),
        serverName: serverNames.get(serverId) ?? serverId,
      };
    },
  };
}

/** The flat map of the database as people read it: user → router → worker → server, what carries it, and its pipes. */
export function distributionView(distribution: NamedDistribution): DistributionView {
  const { meetingOf, nameOf, placeOf } = createLookups(distribution);
  const { participants } = distribution;
  return {
    servers: distribution.servers.map((server) => ({
      serverId: server.serverId,
      name: server.name,
      region: server.region,
      state: server.live ? server.state : ('lost' as const),
      load: server.load + server.reserved,
      capacity: server.capacity,
      // What a dead server last said of itself is of no use.
      troubles: server.live ? server.troubles : [],
      people: participants.filter(({ serverId }) => serverId === server.serverId).length,
      workers: workersOf(distribution, server).map(({ meetings, ...worker }) => ({
        ...worker,
        meetings: meetings.map((meetingId) => meetingOf(meetingId)),
      })),
    })),
    people: participants
      .map((seat) => ({
        participantId: seat.participantId,
        name: nameOf(seat.participantId),
        meeting: meetingOf(seat.meetingId),
        place: placeOf(seat),
      }))
      .sort((a, b) => inOrder([a.meeting, b.meeting])),
    pipes: distribution.pipes
      .map((pipe) => ({
        key: `${pipe.sourceRouterId} ${pipe.targetRouterId}`,
        meeting: meetingOf(pipe.meetingId),
        source: placeOf({ routerId: pipe.sourceRouterId }),
        target: placeOf({ routerId: pipe.targetRouterId }),
        state: pipe.state,
        producers: pipe.producers,
      }))
      .sort((a, b) =>
        inOrder(
          [a.meeting, b.meeting],
          [orderOf(a.source), orderOf(b.source)],
          [orderOf(a.target), orderOf(b.target)],
        ),
      ),
  };
}

/** Meetings stay together, and within them what starts at one place; else in the order of the map. */
const inOrder = (...pairs: readonly (readonly [string, string])[]): number => {
  const differing = pairs.find(([one, other]) => one !== other);
  return differing === undefined ? 0 : differing[0] < differing[1] ? -1 : 1;
};

const orderOf = ({ serverName, workerIndex = -1 }: Place) => `${serverName} ${workerIndex}`;

function workersOf(
  { workers, routers, participants }: NamedDistribution,
  { serverId, capacity }: NamedDistribution['servers'][number],
): WorkerLine[] {
  const own = workers.filter((worker) => worker.serverId === serverId);
  return own.map(({ workerId, index, pid, cpu, consumers }) => ({
    workerId,
    index,
    pid,
    cpu,
    consumers,
    // All workers of a server carry as much.
    capacity: Math.round(capacity / own.length),
    meetings: routers.flatMap((router) => (router.workerId === workerId ? (router.meetingId ?? []) : [])),
    people: participants.filter((seat) => seat.workerId === workerId).length,
  }));
}
