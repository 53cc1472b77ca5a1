// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { readServers, urlsOfRun } from './readServers.mjs';
import { renderReading } from './renderReading.mjs';
import { Screen } from './Screen.mjs';

/** @typedef {import('./readServers.mjs').Reading} Reading */
/** @typedef {import('./topOptions.mjs').TopOptions} TopOptions */

/**
 * Reads all media servers again and again and shows them, until somebody ends it.
 * @param {TopOptions} options
 */
export async function top(options) {
  const { json, everyMs } = options;
  const ending = new AbortController();
  const end = () => ending.abort();
  const read = () => readServers({ ...options, urls: urlsOf(options), signal: ending.signal });
  // Named wrongly, it is said at once and on a plain terminal.
  const first = await read();
  if (options.once || (!json && !process.stdout.isTTY)) {
    print(first, json);
    // For scripts: nobody answered.
    if (first.map === undefined) process.exitCode = 1;
    return;
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, end);
  const screen = json ? undefined : new Screen({ input: process.stdin, output: process.stdout, onQuit: end });
  // The reader of our output may have gone.
  process.stdout.once('error', end);
  try {
    for (let reading = first; !ending.signal.aborted; reading = await read()) {
      if (screen === undefined) print(reading, true);
      else screen.show(renderReading(reading));
      await delay(everyMs, undefined, { signal: ending.signal }).catch(() => {});
    }
  } finally {
    screen?.close();
  }
}

/** Which servers run may change while we look. @param {TopOptions} options */
const urlsOf = ({ urls, dataDir }) => (urls.length > 0 ? urls : urlsOfRun(dataDir));

/**
 * @param {Reading} reading
 * @param {boolean} json
 */
function print(reading, json) {
  console.log(json ? JSON.stringify(reading) : renderReading(reading).join('\n'));
}
