// @ts-check
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from '../problem.mjs';

export const HELP = `npm run top [-- OPTIONS]

A live view of all media servers: their workers, routers, pipes, and what flows. Keys: q ends it, the arrows scroll.

  --url URL     a media server, such as http://127.0.0.1:3001; may be given several times. Without it: those of the
                Convene that runs here (run.json of the data folder)
  --data DIR    the data folder of that Convene (CONVENE_DATA_DIR, .convene)
  --every S     seconds between two readings (1)
  --once        one reading, then end; also when the output is no terminal
  --json        as JSON, one line for each reading
  --help        this text

Media servers on other machines answer to OPERATOR_TOKEN (set it here as there).`;

const DEFAULT_SECONDS = 1;
const LEAST_SECONDS = 0.2;

/**
 * @typedef {{
 *   urls: string[],
 *   dataDir: string,
 *   everyMs: number,
 *   once: boolean,
 *   json: boolean,
 *   token: string | undefined,
 * }} TopOptions
 */

/**
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root
 * @returns {TopOptions | 'help'}
 */
export function parseTopOptions(argv, env, root) {
  const values = parseCommandLine(argv);
  if (values.help) return 'help';
  return {
    urls: (values.url ?? []).map(readUrl),
    dataDir: resolve(root, values.data ?? env.CONVENE_DATA_DIR ?? '.convene'),
    everyMs: readSeconds(values.every) * 1000,
    once: values.once ?? false,
    json: values.json ?? false,
    token: env.OPERATOR_TOKEN,
  };
}

/** @param {string[]} argv */
function parseCommandLine(argv) {
  try {
    return parseArgs({
      args: argv,
      options: {
        url: { type: 'string', multiple: true },
        data: { type: 'string' },
        every: { type: 'string' },
        once: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(`${reason.replace(/\.$/, '')}; npm run top -- --help lists the options.`, {
      cause: error,
    });
  }
}

/** @param {string} text */
function readUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Problem(`--url is "${text}": give the http or https address of a media server.`);
  }
  return url.href.replace(/\/$/, '');
}

/** @param {string | undefined} text */
function readSeconds(text) {
  if (text === undefined) return DEFAULT_SECONDS;
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= LEAST_SECONDS && Number.isFinite(seconds)) return seconds;
  throw new Problem(`--every is "${text}": give a number of seconds, at least ${LEAST_SECONDS}.`);
}
