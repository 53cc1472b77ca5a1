import { setTimeout as delay } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/client.ts';
import { mayRetry, toAppError } from './databaseError.ts';
import { withDeadline } from './deadline.ts';
import type { Statement } from './statement.ts';
import { type DatabaseTrouble, Trouble } from './Trouble.ts';

/** Errors and warnings of the connection; a part of pino's logger. */
export interface DatabaseLog {
  warn(message: string, fields: Record<string, unknown>): void;
}

export type ConnectionOptions = {
  url: string;
  /** Connections that may be open at once. */
  poolSize: number;
  /** Deadline of one call. */
  deadlineMs: number;
  log: DatabaseLog;
  /** Called with the name of each statement that goes to Postgres. */
  onStatement: (name: string) => void;
};

const RETRY_AFTER_MS = 100;

/** The pool of connections: hand-written statements and the Prisma client share it. */
export class Connection {
  readonly #pool: pg.Pool;
  readonly #prisma: PrismaClient<'query'>;
  readonly #deadlineMs: number;
  readonly #onStatement: (name: string) => void;
  readonly #trouble: Trouble;

  constructor({ url, poolSize, deadlineMs, log, onStatement }: ConnectionOptions) {
    this.#deadlineMs = deadlineMs;
    this.#onStatement = onStatement;
    this.#trouble = new Trouble({ log, deadlineMs });
    this.#pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: deadlineMs,
      query_timeout: deadlineMs,
      statement_timeout: deadlineMs,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      application_name: 'convene',
    });
    // An idle connection that breaks is replaced at the next call; without a listener it would end the process.
    this.#pool.on('error', (error) => log.warn('database connection lost', { error: error.message }));
    this.#prisma = new PrismaClient({
      adapter: new PrismaPg(this.#pool),
      log: [{ emit: 'event', level: 'query' }],
    });
    this.#prisma.$on('query', ({ query }) => {
      if (!/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT)/i.test(query)) onStatement(query);
    });
  }

  get trouble(): DatabaseTrouble | undefined {
    return this.#trouble.now;
  }

  /** All rows of one statement. */
  async rows<Row>(statement: Statement<Row>, values: readonly unknown[]): Promise<Row[]> {
    return this.#run(async () => {
      this.#onStatement(statement.name);
      const { rows } = await this.#pool.query<Record<string, unknown>>({
        name: statement.name,
        text: statement.text,
        values: [...values],
      });
      return rows.map((row) => statement.row.parse(row));
    });
  }

  /** The first row of one statement, if it has any. */
  async row<Row>(statement: Statement<Row>, values: readonly unknown[]): Promise<Row | undefined> {
    const rows = await this.rows(statement, values);
    return rows[0];
  }

  /** Work through the Prisma client. */
  async prisma<T>(work: (prisma: PrismaClient<'query'>) => Promise<T>): Promise<T> {
    return this.#run(() => work(this.#prisma));
  }

  async close(): Promise<void> {
    await this.#prisma.$disconnect();
    await this.#pool.end();
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    try {
      const answer = await withDeadline(this.#deadlineMs, async () => {
        try {
          return await work();
        } catch (error) {
          if (!mayRetry(error)) throw error;
          // Not at once: whoever it collided with must get the lock first, or they collide again.
          await delay(RETRY_AFTER_MS);
          return work();
        }
      });
      this.#trouble.succeeded();
      return answer;
    } catch (cause) {
      const error = toAppError(cause);
      this.#trouble.failed(cause, error);
      throw error;
    }
  }
}
