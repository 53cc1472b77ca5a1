// @ts-check
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from './problem.mjs';

export const HELP = `npm start [-- OPTIONS]

Installs, builds, runs and supervises Convene: the web app, its media servers and, without DATABASE_URL, a Postgres.

  --servers N   media servers on this machine (1)
  --workers M   mediasoup workers of each, or "auto": one per processor core, at most 16 (MEDIASOUP_WORKER_COUNT, 4)
  --port P      the web app's port; media servers take the ports after it (PORT, 3000)
  --host IP     this machine's address on the network, to let other machines in over HTTPS (this machine only)
  --media-only  only media servers, for the web app and the Postgres of another machine: see docs/OPERATIONS.md
  --data DIR    where the database, secrets and logs lie (CONVENE_DATA_DIR, .convene)
  --help        this text

Settings are also read from the environment and from a file .env in the checkout: see .env.example.`;

const MAX_AUTO_WORKERS = 16;
const MAX_SERVERS = 64;
const MAX_WORKERS = 64;
const LAST_PORT = 65_535;

/**
 * @typedef {{
 *   servers: number,
 *   workers: number,
 *   port: number,
 *   host: string | undefined,
 *   mediaOnly: boolean,
 *   dataDir: string,
 *   rtcBasePort: number,
 *   rtcPortsPerWorker: number,
 * }} UpOptions
 */

/**
 * What the command line and the environment ask for; `help` when it asks what there is.
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root
 * @returns {UpOptions | 'help'}
 */
export function parseUpOptions(argv, env, root) {
  const values = parseCommandLine(argv);
  if (values.help) return 'help';
  const port = readInteger('--port', values.port ?? env.PORT ?? '3000', { min: 1, max: LAST_PORT });
  return {
    servers: readInteger('--servers', values.servers ?? '1', { min: 1, max: MAX_SERVERS }),
    workers: readWorkers(values.workers ?? env.MEDIASOUP_WORKER_COUNT ?? '4'),
    port,
    host: values.host,
    mediaOnly: values['media-only'] ?? false,
    dataDir: resolve(root, values.data ?? env.CONVENE_DATA_DIR ?? '.convene'),
    rtcBasePort: readInteger('RTC_BASE_PORT', env.RTC_BASE_PORT ?? '10000', { min: 1024, max: LAST_PORT }),
    rtcPortsPerWorker: readInteger('RTC_PORTS_PER_WORKER', env.RTC_PORTS_PER_WORKER ?? '1000', {
      min: 2,
      max: LAST_PORT,
    }),
  };
}

/** @param {string[]} argv */
function parseCommandLine(argv) {
  try {
    return parseArgs({
      args: argv,
      options: {
        servers: { type: 'string' },
        workers: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'media-only': { type: 'boolean' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(`${reason.replace(/\.$/, '')}; npm start -- --help lists the options.`, {
      cause: error,
    });
  }
}

/** @param {string} text */
function readWorkers(text) {
  if (text === 'auto') return Math.min(availableParallelism(), MAX_AUTO_WORKERS);
  return readInteger('--workers', text, { min: 1, max: MAX_WORKERS });
}

/**
 * @param {string} name
 * @param {string} text
 * @param {{ min: number, max: number }} range
 */
function readInteger(name, text, { min, max }) {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Problem(`${name} is "${text}": give a whole number from ${min} to ${max}.`);
}
