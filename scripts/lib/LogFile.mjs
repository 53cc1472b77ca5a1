// @ts-check
import { appendFileSync, closeSync, existsSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { basename } from 'node:path';

const LIMIT_BYTES = 20_000_000;
const KEPT_LINES = 20;
const WORDS_LENGTH = 500;
const TAIL_BYTES = 8_192;

// Levels of pino, which the web app and the media servers log with.
const WARN = 40;
const ERROR = 50;

/** The log of one program: a file that is turned over when it grows long, and its last lines. */
export class LogFile {
  #path;
  #size;
  /** @type {string[]} */
  #lines = [];

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
    this.#size = existsSync(path) ? statSync(path).size : 0;
  }

  get path() {
    return this.#path;
  }

  /** What a person needs to see of a program that died: its last warnings, else its last lines. */
  get lastWords() {
    const serious = this.#lines.map(seriousMessage).filter((line) => line !== undefined);
    const words = serious.length > 0 ? serious.slice(-3) : this.#lines.slice(-3);
    return words.join(' ⏎ ').slice(-WORDS_LENGTH) || `none (see ${basename(this.#path)})`;
  }

  /** @param {string} line */
  write(line) {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    try {
      if (this.#size > LIMIT_BYTES) this.#turnOver();
      appendFileSync(this.#path, `${line}\n`, { mode: 0o600 });
      this.#size += Buffer.byteLength(line) + 1;
    } catch {
      // A full disk must not end the programs that run: they lose their log, and say so themselves.
    }
  }

  #turnOver() {
    renameSync(this.#path, `${this.#path}.1`);
    this.#size = 0;
  }
}

/**
 * The last lines of a log that somebody else writes; none when it cannot be read.
 * @param {string} path
 * @returns {string[]}
 */
export function readLastLines(path) {
  try {
    const { size } = statSync(path);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const file = openSync(path, 'r');
    try {
      const read = readSync(file, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString('utf8', 0, read).split('\n').slice(-KEPT_LINES);
    } finally {
      closeSync(file);
    }
  } catch {
    return [];
  }
}

/**
 * The text of a line that says that something is wrong, short enough for a terminal; undefined for all others.
 * @param {string} line
 * @returns {string | undefined}
 */
export function seriousMessage(line) {
  const record = parseRecord(line);
  if (record === undefined) return /\b(error|fatal)\b/i.test(line) ? line : undefined;
  const { level, msg, time: _time, hostname: _hostname, app: _app, ...fields } = record;
  if (typeof level !== 'number' || level < WARN) return undefined;
  const details = Object.entries(fields).map(([name, value]) => ` ${name}=${shortly(value)}`);
  return `${level >= ERROR ? 'error' : 'warning'}: ${String(msg)}${details.join('')}`.slice(0, WORDS_LENGTH);
}

/**
 * A value of a log line; of an error, what it and its causes say, without their stacks, which are in the file.
 * @param {unknown} value
 * @returns {string}
 */
function shortly(value) {
  if (typeof value !== 'object' || value === null || !('message' in value)) return JSON.stringify(value);
  const cause = 'cause' in value ? `, because ${shortly(value.cause)}` : '';
  return `${String(value.message)}${cause}`;
}

/**
 * @param {string} line
 * @returns {Record<string, unknown> | undefined}
 */
function parseRecord(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
