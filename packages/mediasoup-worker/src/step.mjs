// @ts-check

/** @typedef {(line: string) => void} Log */

/** @param {number} ms */
export function formatDuration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/**
 * Runs one step, saying when it begins and how long it took.
 * @template T
 * @param {Log} log @param {string} title @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function step(log, title, run) {
  const startedAt = performance.now();
  log(`${title} …`);
  const result = await run();
  log(`${title}: done in ${formatDuration(performance.now() - startedAt)}`);
  return result;
}
