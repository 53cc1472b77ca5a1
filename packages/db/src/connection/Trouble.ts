import { AppError } from '@convene/protocol';
import type { DatabaseLog } from './Connection.ts';
import { isDiskFull } from './databaseError.ts';

/** A full disk is remembered for this long: reading goes on, so that what succeeds says nothing of it. */
const DISK_FULL_MS = 30_000;

export type DatabaseTrouble = 'databaseUnavailable' | 'databaseDiskFull';

/** What is the matter with the database, by the calls of this process: for its log and for those who ask. */
export class Trouble {
  readonly #log: DatabaseLog;
  #isUnavailable = false;
  #diskFullUntil = -Infinity;

  constructor(log: DatabaseLog) {
    this.#log = log;
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
      this.#diskFullUntil = performance.now() + DISK_FULL_MS;
      return;
    }
    if (!(error instanceof AppError) || error.code !== 'databaseUnavailable' || this.#isUnavailable) return;
    this.#isUnavailable = true;
    this.#log.warn('database does not answer', { error: messageOf(error.cause ?? error) });
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
