import type { Database, ServerTrouble } from '@convene/db';
import type { Registration } from './cluster/Registration.ts';
import type { WorkerPool } from './media/WorkerPool.ts';

/** Why nobody can be served right now; empty when all is well. */
export function notReady(server: {
  readonly isClosing: boolean;
  readonly registration: Pick<Registration, 'isRegistered' | 'isSuperseded'>;
  readonly pool: Pick<WorkerPool, 'workers'>;
}): string[] {
  const { isClosing, registration, pool } = server;
  const reasons: string[] = [];
  if (isClosing) reasons.push('closing');
  if (registration.isSuperseded) reasons.push('superseded');
  else if (!registration.isRegistered) reasons.push('notRegistered');
  if (pool.workers.length === 0) reasons.push('noWorker');
  return reasons;
}

/** What is the matter though people are served. Of its clock the registration knows. */
export function troublesOf(server: {
  readonly pool: Pick<WorkerPool, 'givenUp'>;
  readonly database: Pick<Database, 'trouble'>;
}): ServerTrouble[] {
  const workers = [...server.pool.givenUp];
  const database = server.database.trouble();
  return [
    ...(workers.length === 0 ? [] : [{ code: 'workersGivenUp' as const, workers }]),
    ...(database === undefined ? [] : [{ code: database }]),
  ];
}
