import type { Drill } from '../Drill.ts';
import { backP95, detected } from '../drillReport.ts';
import { untilNothing } from '../pause.ts';
import { chooseVictim } from '../victims.ts';
import { hitBefore } from './aimAtWorker.ts';

/** Five times the target. */
const DETECT_MS = 25_000;

/** A media server is killed, and its workers with it: its people find another one. */
export function serverKill(): Drill {
  const hit: string[] = [];
  return {
    name: 'server-kill',
    what: 'a media server is killed (SIGKILL)',
    topology: { servers: 2, workers: 2 },
    aim: ({ map, convene, stop }) => {
      const victim = chooseVictim(map.servers, {
        seats: map.seats,
        sitsOn: (seat, { serverId }) => seat.serverId === serverId,
        hitBefore: ({ serverId }) => hitBefore(hit, serverId),
      });
      const pid = convene.servers.find(({ id }) => id === victim?.serverId)?.pid;
      if (victim === undefined || pid === undefined) return undefined;
      const { serverId, name } = victim;
      hit.push(serverId);
      return {
        victim: `server ${name} (pid ${pid})`,
        hits: (seat) => seat.serverId === serverId,
        strike: async (touched) => {
          const struckAt = performance.now();
          process.kill(pid, 'SIGKILL');
          await untilNothing(
            () => touched.flatMap(({ name, lossNoticedAt }) => (lossNoticedAt === undefined ? [name] : [])),
            { ms: DETECT_MS, stop },
          );
          const noticed = touched.map(({ lossNoticedAt }) => lossNoticedAt ?? Number.POSITIVE_INFINITY);
          return { struckAt, detectedAt: Math.max(...noticed) };
        },
      };
    },
    targets: (outcome) => [detected(outcome, 5000), backP95(outcome, 10_000)],
  };
}
