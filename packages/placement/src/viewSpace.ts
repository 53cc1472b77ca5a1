import type { WorkerCandidate } from './selectWorker.ts';

/** How far above the limit of admission a worker's consumers may grow, by people who came to others (DESIGN §5). */
const HARD_LIMIT = 1.2;

/** How many consumers may still be made on a worker for people who sit there: the view keeps the hard limit. */
export const viewSpace = ({
  consumers,
  maxConsumers,
}: Pick<WorkerCandidate, 'consumers' | 'maxConsumers'>): number =>
  Math.max(0, Math.floor(maxConsumers * HARD_LIMIT) - consumers);
