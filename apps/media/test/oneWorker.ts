import { defaultLimits } from '@convene/protocol';
import { WorkerPool } from '../src/media/WorkerPool.ts';
import { mediaOptions } from './mediaOptions.ts';
import { RecordingLog } from './RecordingLog.ts';

/** A pool of one worker, which nobody is told of. */
export async function oneWorker(): Promise<WorkerPool> {
  return WorkerPool.create({
    media: await mediaOptions({}),
    limits: defaultLimits,
    log: new RecordingLog(),
    onWorkerDied: () => {},
    onAllGivenUp: () => {},
  });
}
