import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createWorker, type types, workerBin as defaultWorkerBin } from 'mediasoup';
import { withDeadline } from './withDeadline.ts';

/** What an operator can do about a worker's binary; `npm start` shows it. */
const REMEDY = 'build it with "npm run worker:build", or set MEDIASOUP_WORKER_BIN to one that works';

/**
 * Starts a mediasoup worker process. @throws an Error with a sentence that says what is the matter with its binary, and
 * what to do about it
 */
export async function startWorker(settings: types.WorkerSettings, ms: number): Promise<types.Worker> {
  const bin = settings.workerBin ?? defaultWorkerBin;
  try {
    await access(bin, constants.X_OK);
  } catch (cause) {
    throw new Error(`the mediasoup worker ${bin} is missing or cannot be run: ${REMEDY}`, { cause });
  }
  try {
    // One that is no worker may run and never say so.
    return await withDeadline(createWorker(settings), {
      ms,
      what: 'createWorker',
      onLate: (late) => late.close(),
    });
  } catch (cause) {
    throw new Error(`the mediasoup worker ${bin} does not start: ${REMEDY}`, { cause });
  }
}
