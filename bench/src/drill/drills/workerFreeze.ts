import type { Drill } from '../Drill.ts';
import { backP95, detected } from '../drillReport.ts';
import { untilNothing } from '../pause.ts';
import { isRunning } from '../processes.ts';
import { aimAtWorker } from './aimAtWorker.ts';

/** Five times the target. */
const DETECT_MS = 25_000;

/** A worker hangs: it is found by its silence, killed, and then it is as if it had been killed. */
export function workerFreeze(): Drill {
  const choose = aimAtWorker();
  return {
    name: 'worker-freeze',
    what: 'a mediasoup worker hangs (SIGSTOP)',
    topology: { servers: 2, workers: 2 },
    aim: (stage) =>
      choose(stage, async (pid) => {
        const struckAt = performance.now();
        process.kill(pid, 'SIGSTOP');
        const left = await untilNothing(() => (isRunning(pid) ? ['it hangs'] : []), {
          ms: DETECT_MS,
          stop: stage.stop,
        });
        if (left.length > 0) return { struckAt, detectedAt: Number.POSITIVE_INFINITY };
        const detectedAt = performance.now();
        return { struckAt, detectedAt, backFrom: detectedAt };
      }),
    targets: (outcome) => [detected(outcome, 5000), backP95(outcome, 3000)],
  };
}
