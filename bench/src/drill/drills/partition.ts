import type { Aim, Drill, Marks, Stage } from '../Drill.ts';
import { atMost, backP95 } from '../drillReport.ts';
import { pause, untilNothing } from '../pause.ts';
import { serverName, relayServers } from '../relay/relayedGround.ts';
import type { RelayedServers, ServerPath } from '../relay/RelayedServers.ts';
import type { Seat } from '../SeatMap.ts';
import { chooseVictim } from '../victims.ts';
import { hitBefore } from './aimAtWorker.ts';

const TOPOLOGY = { servers: 3, workers: 1 } as const;
/** Twice the grace of links, so that pipes are closed and have to be made anew. */
const APART_MS = 10_000;
/** Five times the target. */
const NOTICE_MS = 25_000;

type Way = {
  readonly what: string;
  readonly break: (path: ServerPath) => void;
  /** People of the other side are to be shown as reconnecting. */
  readonly shows: boolean;
};

const WAYS: readonly Way[] = [
  { what: 'is refused by the others', break: (path) => path.cut(), shows: true },
  { what: 'hears nothing of the others', break: (path) => path.silence(), shows: true },
  { what: 'gets no packets of the others', break: (path) => path.media.cut(), shows: false },
];

/** Over all blows. */
type Seen = { readonly shownMs: number[]; placedAnew: number };

type Blow = {
  readonly way: Way;
  readonly index: number;
  readonly seen: Seen;
  readonly paths: readonly ServerPath[];
};

/** One server and the others cannot reach each other for a while; all have the database. */
export function partition(): Drill {
  const hit: string[] = [];
  let relays: RelayedServers | undefined;
  const seen: Seen = { shownMs: [], placedAnew: 0 };

  const aim = (stage: Stage): Aim | undefined => {
    const { map, convene, number } = stage;
    const victim = chooseVictim(map.servers, {
      seats: map.seats,
      sitsOn: (seat, { serverId }) => seat.serverId === serverId,
      hitBefore: ({ serverId }) => hitBefore(hit, serverId),
    });
    const index = convene.servers.findIndex(({ id }) => id === victim?.serverId);
    const way = WAYS[(number - 1) % WAYS.length];
    if (victim === undefined || way === undefined) return undefined;
    const { serverId, name } = victim;
    hit.push(serverId);
    const hits = (seat: Seat) => seat.serverId === serverId;
    return {
      victim: `server ${name} ${way.what}`,
      hits,
      touches: (sender, receiver) => hits(sender) !== hits(receiver),
      strike: () => strike(stage, { way, index, seen, paths: relays?.around([serverName(index)]) ?? [] }),
    };
  };

  return {
    name: 'partition',
    what: 'media servers cannot reach each other, and all have the database',
    topology: TOPOLOGY,
    prepare: async (ground) => {
      const { relays: started, env } = await relayServers(ground, TOPOLOGY);
      relays = started;
      return { env, close: () => Promise.resolve(started.close()) };
    },
    aim,
    targets: (outcome) => [
      backP95(outcome, 5000),
      atMost('shown as reconnecting, at most, ms', Math.max(0, ...seen.shownMs), 5000),
      atMost('people placed anew', seen.placedAnew, 0),
    ],
  };
}

async function strike(stage: Stage, { way, index, seen, paths }: Blow): Promise<Marks> {
  const struckAt = performance.now();
  for (const path of paths) way.break(path);
  let detectedAt: number | undefined;
  try {
    if (way.shows) {
      const unseen = await untilNothing(() => notShown(stage, index), { ms: NOTICE_MS, stop: stage.stop });
      detectedAt = unseen.length > 0 ? Number.POSITIVE_INFINITY : performance.now();
      seen.shownMs.push(detectedAt - struckAt);
    }
    await pause(Math.max(0, struckAt + APART_MS - performance.now()), stage.stop);
  } finally {
    for (const path of paths) path.mend();
  }
  const backFrom = performance.now();
  await untilNothing(() => stage.crowd.missing(), { ms: NOTICE_MS, stop: stage.stop });
  seen.placedAnew += await movesSince(stage);
  return { struckAt, backFrom, ...(detectedAt !== undefined && { detectedAt }) };
}

/** Who of the other side is not shown as reconnecting, on either side. */
function notShown({ crowd, map, convene }: Stage, index: number): string[] {
  const serverId = convene.servers[index]?.id;
  const isApart = (participantId: Seat['participantId']) => map.seatOf(participantId)?.serverId === serverId;
  return crowd.meetings.flatMap((people) =>
    people.flatMap((receiver) =>
      people
        .filter((other) => isApart(other.participantId) !== isApart(receiver.participantId))
        .filter((other) => receiver.connectionOf(other) !== 'reconnecting')
        .map((other) => `${other.name} at ${receiver.name}`),
    ),
  );
}

/** People who sit elsewhere than before the blow, or whose client had to come back. */
async function movesSince({ crowd, map, convene }: Stage): Promise<number> {
  const now = await convene.map();
  return crowd.people.filter(({ participantId, lossNoticedAt }) => {
    const [before, after] = [map.seatOf(participantId), now.seatOf(participantId)];
    return lossNoticedAt !== undefined || before?.workerId !== after?.workerId;
  }).length;
}
