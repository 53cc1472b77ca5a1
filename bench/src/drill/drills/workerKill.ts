import type { Drill } from '../Drill.ts';
import { backP95 } from '../drillReport.ts';
import { aimAtWorker } from './aimAtWorker.ts';

/** A worker is killed: its people get new transports on another router. */
export function workerKill(): Drill {
  const choose = aimAtWorker();
  return {
    name: 'worker-kill',
    what: 'a mediasoup worker is killed (SIGKILL)',
    topology: { servers: 2, workers: 2 },
    aim: (stage) =>
      choose(stage, (pid) => {
        const struckAt = performance.now();
        process.kill(pid, 'SIGKILL');
        return Promise.resolve({ struckAt });
      }),
    targets: (outcome) => [backP95(outcome, 3000)],
  };
}
