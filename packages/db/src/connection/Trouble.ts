import { AppError } from '@convene/protocol';
import type { DatabaseLog } from './Connection.ts';
import { isDiskFull } from './databaseError.ts';

/** A full disk is remembered for so many deadlines (30 s): reading goes on, so that what succeeds says nothing of it. */
const DISK_FULL_DEADLINES = 15;

export type DatabaseTrouble = 'databaseUnavailable' | 'databaseDiskFull';

/** What is the matter with the database, by the calls of this process: for its log and for those who ask. */
export class Trouble {
  readonly #log: DatabaseLog;
  readonly #rememberMs: number;
  #isUnavailable = false;
  #diskFullUntil = -Infinity;

  constructor({ log, deadlineMs }: { log: DatabaseLog; deadlineMs: number }) {
    this.#log = log;
    this.#rememberMs = DISK_FULL_DEADLINES * deadlineMs;
  }

  get now(): DatabaseTrouble | undefined {
    if (performance.now() < this.#diskFullUntil) return 'databaseDiskFull';
    return this.#isUnavailable ? 'databaseUnavailable' : undefined;
  }

  succeeded(): void {
    if (this.#isUnavailable) this.#log.warn('database answers again', {});
    this.#isUnavailable = false;
  }

  /** `error` as the database gave it, and as the program sees it. */
  failed(cause: unknown, error: unknown): void {
    if (isDiskFull(cause)) {
      // Said once for each outage, not for each call.
      if (performance.now() >= this.#diskFullUntil) {
        this.#log.warn('the disk of the database is full: make room where Postgres keeps its data', {
          error: messageOf(cause),
        });
      }
      this.#diskFullUntil = performance.now() + this.#rememberMs;
      return;
    }
    if (!(error instanceof AppError) || error.code !== 'databaseUnavailable' || this.#isUnavailable) return;
    this.#isUnavailable = true;
    this.#log.warn('database does not answer', { error: messageOf(error.cause ?? error) });
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
