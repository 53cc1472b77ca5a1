// @ts-check
export { ensureWorker } from './ensureWorker.mjs';
export { mediasoupVersion } from './recipe.mjs';
export { WorkerError } from './workerError.mjs';
