// @ts-check
import { join } from 'node:path';
import { fullDisk, startPostgres } from './embeddedPostgres.mjs';
import { readLastLines } from './LogFile.mjs';
import { findFreePort } from './ports.mjs';
import { isPlanned } from './portPlan.mjs';
import { Problem } from './problem.mjs';
import { signalProcess } from './processes.mjs';
import { Supervised } from './Supervised.mjs';

const FIRST_PORT = 5_433;
const LAST_PORT = 9_432;
const MAX_CONNECTIONS = '200';

/**
 * Starts a Postgres of our own in the data folder and watches it.
 * @param {{
 *   dataDir: string,
 *   ports: import('./portPlan.mjs').PortPlan,
 *   say: (line: string) => void,
 *   onChange: () => void,
 * }} options
 * @returns {Promise<{ postgres: Supervised, databaseUrl: string }>}
 */
export async function startSupervisedPostgres({ dataDir, ports, say, onChange }) {
  const dir = join(dataDir, 'postgres');
  let port = await findFreePort(FIRST_PORT, LAST_PORT, (candidate) => !isPlanned(ports, candidate));
  if (port === undefined) {
    throw new Problem(`No port from ${FIRST_PORT} to ${LAST_PORT} is free for Postgres: set DATABASE_URL.`);
  }
  let databaseUrl = '';
  const postgres = new Supervised({
    name: 'Postgres',
    say,
    onChange,
    lastWords: () => `see ${join(dir, 'postgres.log')}`,
    async launch() {
      const server = await startPostgres({ dir, port, settings: { max_connections: MAX_CONNECTIONS } });
      // One that was left running has its port; a restarted one must keep the port that the others know.
      port = server.port;
      databaseUrl = server.url;
      return {
        pid: server.pid,
        ended: server.ended.then(() => ({ reason: reasonOfEnd(dir) })),
        stop: () => server.stop('fast'),
        kill: () => signalProcess(server.pid, 'SIGQUIT'),
      };
    },
  });
  await postgres.start();
  return { postgres, databaseUrl };
}

/**
 * What Postgres itself said last of its end, of the last lines of its log.
 * @param {string} dir
 */
function reasonOfEnd(dir) {
  const lines = readLastLines(join(dir, 'postgres.log'));
  if (lines.some((line) => /No space left on device/.test(line))) return fullDisk(dir);
  return lines.findLast((line) => /PANIC|FATAL/.test(line))?.trim() ?? 'it ended';
}
