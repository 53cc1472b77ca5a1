import type {
  Database,
  DatabaseTime,
  RegisterServer,
  ServerRow,
  ServerTrouble,
  WorkerReport,
} from '@convene/db';
import {
  AppError,
  assertNever,
  type Limits,
  type ServerEpoch,
  type ServerId,
  type WorkerId,
} from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import { DatabaseClock, momentNow } from './DatabaseClock.ts';
import { type OldRowsOptions, removeOldRows } from './removeOldRows.ts';

/** A reservation is in the load itself after this long: its consumers are there, or will not come. */
const RESERVED_MS = 5_000;

type Standing =
  | { readonly state: 'unregistered' }
  | { readonly state: 'registered'; readonly epoch: ServerEpoch }
  /** A younger process has this server's id: nothing brings this one back. */
  | { readonly state: 'superseded' }
  | { readonly state: 'closed' };

export type RegistrationOptions = {
  readonly database: {
    readonly servers: Pick<
      Database['servers'],
      'register' | 'heartbeat' | 'unregister' | 'removeExpired' | 'get'
    >;
    readonly placements: OldRowsOptions['database']['placements'];
    readonly hosts: OldRowsOptions['database']['hosts'];
  };
  readonly limits: Limits;
  readonly log: Log;
  /** What is known of this server before its epoch is; workers and load are asked for at each beat. */
  readonly server: Omit<RegisterServer, 'epoch' | 'workers' | 'state'>;
  readonly workers: () => WorkerReport[];
  /** Consumers that flow now, and that there may be. */
  readonly load: () => number;
  readonly capacity: () => number;
  /** What else than its clock is the matter with this server. */
  readonly troubles: () => ServerTrouble[];
  /** The row, and all that hung on it, had been lost and has to be written again. */
  readonly onRegisteredAgain: () => Promise<void>;
  /** A younger process has this server's id: this one must end. */
  readonly onSuperseded: () => void;
};

/**
 * This server's row and its lease (000-1..8): registers at start, which clears what an earlier process left, renews
 * the lease with each beat, and registers again with the same epoch when the row was lost (DESIGN §6).
 */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #log: Log;
  readonly #scope = new Scope();
  #standing: Standing = { state: 'unregistered' };
  /** The database's clock, as the heartbeats tell it. */
  readonly clock: DatabaseClock;
  /** The epoch that this process has for its whole life, once it was given one. */
  #epoch: ServerEpoch | undefined;
  #beating: Promise<void> | undefined;
  #knownWorkers: ReadonlySet<string> = new Set();
  #isRestoreWanted = false;
  #isRestoring = false;
  /** Since when each beat has reached the database. */
  #steadySince: number | undefined;
  #reservations: { readonly weight: number; readonly until: number }[] = [];

  constructor(options: RegistrationOptions) {
    this.#options = options;
    this.#log = options.log;
    this.clock = new DatabaseClock(options.log);
  }

  get serverId(): ServerId {
    return this.#options.server.id;
  }

  get isRegistered(): boolean {
    return this.#standing.state === 'registered';
  }

  get isSuperseded(): boolean {
    return this.#standing.state === 'superseded';
  }

  /**
   * Whether each beat of the last lease has reached the database. Who had it for less than a lease would take its own
   * outage for that of others (DESIGN §6).
   */
  get isSteady(): boolean {
    const { leaseMs } = this.#options.limits;
    return this.#steadySince !== undefined && performance.now() - this.#steadySince >= leaseMs;
  }

  /** All that is the matter with this server, for operators. */
  get troubles(): ServerTrouble[] {
    const { offMs: offsetMs } = this.clock;
    const own: ServerTrouble[] = offsetMs === undefined ? [] : [{ code: 'clockOff', offsetMs }];
    return [...this.#options.troubles(), ...own];
  }

  /** A beat that arrives says of itself that the database is there. */
  get #writableTroubles(): ServerTrouble[] {
    return this.troubles.filter(({ code }) => code !== 'databaseUnavailable');
  }

  /** Undefined until the first registration. */
  get epoch(): ServerEpoch | undefined {
    return this.#epoch;
  }

  /** Registers, and keeps at it for as long as the database is out of reach. */
  async start(): Promise<void> {
    await this.#beat();
    const { heartbeatMs, expiredServerMs } = this.#options.limits;
    this.#scope.interval(heartbeatMs, () => void this.#beat());
    this.#scope.interval(expiredServerMs, () => {
      const { isSteady } = this;
      if (this.isRegistered) void removeOldRows({ ...this.#options, isSteady });
    });
  }

  /** @throws AppError databaseUnavailable before the first registration */
  requireRegistered(): { serverId: ServerId; epoch: ServerEpoch } {
    if (this.#epoch === undefined) throw AppError.databaseUnavailable(new Error('never registered'));
    return { serverId: this.serverId, epoch: this.#epoch };
  }

  /** A row that names a worker needs the worker's row: of one that has just been started the database knows nothing. */
  async requireWorkerKnown(workerId: WorkerId): Promise<void> {
    if (!this.#knownWorkers.has(workerId)) await this.#beat();
    // The beat has said why; whoever waits need not wait for one more call that will not be answered.
    if (!this.isRegistered) throw AppError.databaseUnavailable(new Error('this server is not registered'));
  }

  /** Counts a join's weight until its consumers are in the load. Answers how to give it back. */
  reserve(weight: number): () => void {
    const reservation = { weight, until: performance.now() + RESERVED_MS };
    this.#reservations.push(reservation);
    return () => {
      this.#reservations = this.#reservations.filter((other) => other !== reservation);
    };
  }

  /** The database said that it does not know this server: the next beat is now. */
  renewSoon(): void {
    if (this.#standing.state === 'registered') this.#standing = { state: 'unregistered' };
    void this.#beat();
  }

  /** Takes the row away, with all that hangs on it. */
  async close(): Promise<void> {
    this.#scope.close();
    const epoch = this.#epoch;
    this.#standing = { state: 'closed' };
    if (epoch !== undefined) await this.#options.database.servers.unregister({ id: this.serverId, epoch });
  }

  /** One beat at a time; whoever asks while one is under way waits for it. */
  async #beat(): Promise<void> {
    this.#beating ??= this.#beatOnce().finally(() => {
      this.#beating = undefined;
    });
    await this.#beating;
  }

  async #beatOnce(): Promise<void> {
    const standing = this.#standing;
    const workers = this.#options.workers();
    try {
      switch (standing.state) {
        case 'unregistered': {
          await this.#register(workers);
          break;
        }
        case 'registered': {
          await this.#renew(standing.epoch, workers);
          break;
        }
        case 'superseded':
        case 'closed': {
          return;
        }
        default: {
          assertNever(standing);
        }
      }
      this.#knownWorkers = new Set(workers.map(({ id }) => id));
      this.#steadySince ??= performance.now();
    } catch (error) {
      this.#steadySince = undefined;
      this.#log.warn('heartbeat failed', { error });
    }
  }

  async #register(workers: WorkerReport[]): Promise<void> {
    const { database, server, onSuperseded } = this.#options;
    const epoch = this.#epoch;
    const registered = await this.#timed(() =>
      database.servers.register({ ...server, ...(epoch === undefined ? {} : { epoch }), workers }),
    );
    if (this.#scope.closed) return;
    if (registered.outcome === 'superseded') {
      this.#standing = { state: 'superseded' };
      await this.#explainSuperseded();
      onSuperseded();
      return;
    }
    this.#epoch = registered.epoch;
    this.#standing = { state: 'registered', epoch: registered.epoch };
    const isAgain = epoch !== undefined;
    this.#log.info('server registered', {
      serverId: this.serverId,
      epoch: registered.epoch,
      url: server.url,
    });
    if (isAgain) this.#restore();
  }

  async #explainSuperseded(): Promise<void> {
    const { serverId } = this;
    const younger: ServerRow | undefined = await this.#options.database.servers
      .get(serverId)
      .catch(() => undefined);
    this.#log.error('a younger process has this server id, this one ends', {
      serverId,
      epoch: this.#epoch,
      youngerName: younger?.name,
      youngerUrl: younger?.url,
      youngerEpoch: younger?.epoch,
    });
  }

  /** Learns the database's time from its answer. */
  async #timed<T extends Partial<DatabaseTime>>(ask: () => Promise<T>): Promise<T> {
    const sentAt = momentNow();
    const answer = await ask();
    const { databaseAt } = answer;
    if (databaseAt !== undefined) this.clock.learn({ databaseAt, sentAt, receivedAt: momentNow() });
    return answer;
  }

  /** Beside the beats, which renew the lease however long it takes. Wanted again meanwhile, all is written once more. */
  #restore(): void {
    this.#isRestoreWanted = true;
    if (this.#isRestoring) return;
    this.#isRestoring = true;
    void this.#restoreWhileWanted().finally(() => {
      this.#isRestoring = false;
    });
  }

  async #restoreWhileWanted(): Promise<void> {
    while (this.#isRestoreWanted && !this.#scope.closed) {
      this.#isRestoreWanted = false;
      try {
        await this.#options.onRegisteredAgain();
      } catch (error) {
        this.#log.warn('rows not restored', { error });
        // The next beat registers once more, and all rows are written then.
        if (this.#standing.state === 'registered') this.#standing = { state: 'unregistered' };
      }
    }
  }

  async #renew(epoch: ServerEpoch, workers: WorkerReport[]): Promise<void> {
    const { database, load, capacity } = this.#options;
    const now = performance.now();
    this.#reservations = this.#reservations.filter(({ until }) => until > now);
    const reserved = this.#reservations.reduce((sum, { weight }) => sum + weight, 0);
    const beat = { id: this.serverId, epoch, load: load(), capacity: capacity(), reserved, workers };
    const { outcome } = await this.#timed<{ outcome: 'ok' | 'lost'; databaseAt?: number }>(() =>
      database.servers.heartbeat({ ...beat, troubles: this.#writableTroubles }),
    );
    if (outcome === 'ok' || this.#scope.closed) return;
    this.#log.warn('server row was lost, registering again', { epoch });
    this.#standing = { state: 'unregistered' };
    await this.#register(workers);
  }
}
