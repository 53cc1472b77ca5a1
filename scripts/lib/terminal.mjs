// @ts-check
import { codeOf, Problem } from './problem.mjs';

const HEARTBEAT_MS = 10_000;

/** @typedef {(line: string) => void} Say takes one line for the person at the terminal */

/**
 * Runs a command's main function. A Problem is printed as its sentence, anything else, which is a mistake of ours, with its stack.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  // The reader of our output may have gone (`npm start | head`); that is no reason to leave things running.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  try {
    await main();
  } catch (error) {
    if (error instanceof Problem) console.error(`\n✖ ${error.message}`);
    else if (codeOf(error) === 'ENOSPC') console.error('\n✖ The disk is full: make room and start again.');
    else console.error(error);
    process.exitCode = 1;
  }
}

/** @param {number} startedAt as of `performance.now()` */
export function secondsSince(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

/**
 * Says that a step begins and ends, how long it took, and meanwhile every ten seconds that it goes on.
 * @template T
 * @param {string} title
 * @param {(progress: Say) => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function step(title, run) {
  const startedAt = performance.now();
  let latest = '';
  console.log(`  ${title} …`);
  const heartbeat = setInterval(() => {
    console.log(`    ${title}: ${secondsSince(startedAt)}${latest && `, ${latest}`}`);
  }, HEARTBEAT_MS);
  try {
    const result = await run((line) => {
      latest = line;
    });
    console.log(`✔ ${title} (${secondsSince(startedAt)})`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}

/**
 * Lines in a frame, for the summary that people look for after a long start.
 * @param {readonly string[]} lines
 */
export function frame(lines) {
  const width = Math.max(...lines.map((line) => line.length));
  const border = '─'.repeat(width + 2);
  return [`┌${border}┐`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `└${border}┘`].join('\n');
}
