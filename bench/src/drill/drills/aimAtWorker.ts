import type { Aim, Marks, Stage } from '../Drill.ts';
import { chooseVictim } from '../victims.ts';

/** Chooses a worker for each blow, another one each time while there is one; `strike` gets its process id. */
export function aimAtWorker(): (stage: Stage, strike: (pid: number) => Promise<Marks>) => Aim | undefined {
  /** Places of workers, which their successors take over. */
  const hit: string[] = [];
  return ({ map }, strike) => {
    const placeOf = ({ serverId, index }: (typeof map.workers)[number]) => `${serverId} ${index}`;
    const victim = chooseVictim(map.workers, {
      seats: map.seats,
      sitsOn: (seat, { workerId }) => seat.workerId === workerId,
      hitBefore: (worker) => hitBefore(hit, placeOf(worker)),
    });
    if (victim === undefined) return undefined;
    const { workerId, serverId, index, pid } = victim;
    hit.push(placeOf(victim));
    return {
      victim: `worker ${index} of ${map.nameOf(serverId)} (pid ${pid})`,
      hits: (seat) => seat.workerId === workerId,
      strike: () => strike(pid),
    };
  };
}

/** How many blows ago, if it was. */
export function hitBefore(hit: readonly string[], place: string): number | undefined {
  const index = hit.lastIndexOf(place);
  return index < 0 ? undefined : hit.length - index;
}
