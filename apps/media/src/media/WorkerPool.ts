import { decideRouter, type DecisionInputs, selectWorker } from '@convene/placement';
import { AppError, type Limits, type MeetingId } from '@convene/protocol';
import { CrashBudget } from './CrashBudget.ts';
import type { Log } from './Log.ts';
import type { MediaRouter } from './MediaRouter.ts';
import { MediaWorker } from './MediaWorker.ts';
import { Scope } from './Scope.ts';
import type { MediaOptions } from './mediaOptions.ts';
import { withDeadline } from './withDeadline.ts';

/** The place of one worker in the pool, which its successors take over. */
type Slot =
  | { readonly state: 'running'; readonly worker: MediaWorker; readonly since: number }
  | { readonly state: 'starting' }
  /** It died too often; it is tried once more after a rest. */
  | { readonly state: 'givenUp' };

/** One line of `/workers` (003-18, 003-19). */
export type WorkerStats = {
  workerId: number;
  roomCount: number;
  cpuUsage: number;
  pid: number;
  closed: boolean;
};

export type WorkerPoolOptions = {
  readonly media: MediaOptions;
  readonly limits: Limits;
  readonly log: Log;
  /** Told of each death before the next worker is started. */
  readonly onWorkerDied: (worker: { readonly index: number; readonly pid: number }) => void;
  /** The last worker was given up: this server can serve nobody. */
  readonly onAllGivenUp: () => void;
};

/** One more person of a room, for whom a router is wanted. */
export type RouterWish = {
  readonly meetingId: MeetingId;
  /** The routers that the room has, in the order in which they were taken, and how many people sit on each. */
  readonly routers: readonly { readonly router: MediaRouter; readonly people: number }[];
  /** Consumers that the person will have at once. */
  readonly receives: number;
  /** Streams that the person is expected to send, each a consumer more for everybody who is there. */
  readonly sends: number;
};

/** The router, why it is this one, and how to give back what was reserved for the person. */
export type PlacedRouter = {
  readonly router: MediaRouter;
  readonly decision: { readonly inputs: DecisionInputs; readonly reasons: readonly string[] };
  readonly giveBack: () => void;
};

/** The mediasoup workers of this server (003-1, 004-8): chooses among them, counts their rooms and restarts them. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #log: Log;
  readonly #scope = new Scope();
  readonly #slots: Slot[];
  readonly #budgets: readonly CrashBudget[];
  /** Resolves with the next worker that runs. */
  #nextWorker = Promise.withResolvers<void>();

  private constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#slots = options.media.ports.map(() => ({ state: 'starting' }));
    const { workerRespawnMs: respawnMs, workerRestMs: restMs } = options.limits;
    this.#budgets = options.media.ports.map(() => new CrashBudget({ respawnMs, restMs }));
  }

  /** Starts all workers (003-25). One that does not start is tried again while the others serve. @throws when none does */
  static async create(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    const started = await Promise.allSettled(pool.#slots.map((_, index) => pool.#start(index)));
    const failures = started.filter((result) => result.status === 'rejected');
    if (failures.length === started.length) {
      pool.close();
      throw failures[0]?.reason ?? new Error('a pool without workers');
    }
    started.forEach((result, index) => {
      if (result.status === 'rejected') pool.#startFailed(index, result.reason);
    });
    return pool;
  }

  /** The running workers, in the order of their ports. */
  get workers(): readonly MediaWorker[] {
    return this.#slots.flatMap((slot) => (slot.state === 'running' ? [slot.worker] : []));
  }

  /** Workers that there are, or will be in a moment. */
  get expected(): number {
    return this.#slots.length - this.givenUp.length;
  }

  /** Indices of workers that died too often. */
  get givenUp(): readonly number[] {
    return this.#slots.flatMap((slot, index) => (slot.state === 'givenUp' ? [index] : []));
  }

  /** The worker on which the next room goes (003-26). @throws AppError serverFull */
  getLeastLoadedWorker(): MediaWorker {
    const candidates = this.workers.map((worker) => ({ ...toCandidate(worker), worker }));
    const { policy } = this.#options.media;
    const selection = selectWorker(candidates, { policy, now: performance.now() });
    if ('none' in selection) throw AppError.of('serverFull');
    return selection.worker.worker;
  }

  /**
   * The router for one more person of a room (DESIGN §5): one that the room has, or another one, by the rules of
   * `packages/placement`. What the person brings is reserved on each worker that it touches. A worker that dies or hangs
   * while it makes the router is not asked again; one that is being started again is waited for where no other has space.
   * @throws AppError serverFull
   */
  async placeRouter(wish: RouterWish): Promise<PlacedRouter> {
    const failed = new Map<MediaWorker, unknown>();
    for (;;) {
      const { workers } = this;
      const { selection, decision } = this.#decide(wish, failed);
      if ('none' in selection && (await this.#untilNextWorker())) continue;
      if ('none' in selection) {
        this.#log.warn('no worker has space', { meetingId: wish.meetingId, reasons: decision.reasons });
        throw AppError.of('serverFull', {}, [...failed.values()].at(-1));
      }
      const reserved = selection.weights.map(({ workerId, consumers }) =>
        workers.find((worker) => worker.workerId === workerId)?.reserve(consumers),
      );
      const giveBack = () => {
        for (const give of reserved) give?.();
      };
      const chosen = workers.find(({ workerId }) => workerId === selection.worker.workerId);
      if (chosen === undefined) throw new Error('a worker was chosen that is not in the pool');
      try {
        const router = await chosen.takeRouter(wish.meetingId);
        if (router.closed) throw AppError.workerDied(chosen.workerId);
        return { router, decision, giveBack };
      } catch (error) {
        giveBack();
        failed.set(chosen, error);
        this.#log.warn('worker gave no router', { workerIndex: chosen.index, error });
      }
    }
  }

  /** Worker statistics (003-27). */
  getWorkerStats(): WorkerStats[] {
    return this.workers.map((worker) => ({
      workerId: worker.index,
      roomCount: worker.roomCount,
      cpuUsage: worker.cpu,
      pid: worker.pid,
      closed: worker.closed,
    }));
  }

  /** Which rooms each worker serves (003-28, 003-20); room ids are meeting UUIDs, never slugs (DESIGN §7). */
  getRoomDistribution(): Record<string, MeetingId[]> {
    return Object.fromEntries(
      this.workers.map((worker) => [
        String(worker.index),
        worker.routers.flatMap(({ meetingId }) => (meetingId === undefined ? [] : [meetingId])),
      ]),
    );
  }

  close(): void {
    this.#scope.close();
    this.#nextWorker.resolve();
    for (const worker of this.workers) worker.close();
  }

  /** After `close`: resolves when all processes are gone. */
  async gone(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.gone()));
  }

  /** Ends what is left of them at once: this process ends. */
  kill(): void {
    for (const worker of this.workers) worker.kill();
  }

  #decide({ meetingId, routers, receives, sends }: RouterWish, failed: ReadonlyMap<MediaWorker, unknown>) {
    const { policy, spread } = this.#options.media;
    const open = routers.filter(({ router }) => !router.closed);
    const people = new Map<string, number>(open.map(({ router, people }) => [router.place.workerId, people]));
    // Routers of which the caller does not know yet: they are being taken by others who come at the same moment.
    for (const worker of this.workers) {
      if (worker.serves(meetingId) && !people.has(worker.workerId)) people.set(worker.workerId, 0);
    }
    return decideRouter({
      policy,
      spread,
      now: performance.now(),
      workers: this.workers.map((worker) => ({
        ...toCandidate(worker),
        closed: worker.closed || failed.has(worker),
      })),
      room: [...people].map(([workerId, people]) => ({ workerId, people })),
      receives,
      sends,
    });
  }

  async #start(index: number): Promise<void> {
    const { media, limits, log } = this.#options;
    const ports = media.ports[index];
    if (ports === undefined) throw new Error(`no ports for worker ${index}`);
    const onDied = (error: Error) => this.#died(index, error);
    const worker = await MediaWorker.create({ index, ports, media, limits, log, onDied });
    if (this.#scope.closed) {
      worker.close();
      return;
    }
    this.#slots[index] = { state: 'running', worker, since: performance.now() };
    this.#nextWorker.resolve();
    this.#nextWorker = Promise.withResolvers();
  }

  /** False: none is being started, or it takes too long. */
  async #untilNextWorker(): Promise<boolean> {
    if (this.#scope.closed || !this.#slots.some(({ state }) => state === 'starting')) return false;
    try {
      const ms = this.#options.limits.workerRequestMs;
      await withDeadline(this.#nextWorker.promise, { ms, what: 'startWorker' });
      return !this.#scope.closed;
    } catch {
      return false;
    }
  }

  #died(index: number, error: Error): void {
    const slot = this.#slots[index];
    // One that dies while it starts makes its start fail, which is looked after there.
    if (this.#scope.closed || slot?.state !== 'running') return;
    const { pid } = slot.worker;
    this.#log.error('worker died', { workerIndex: index, pid, error });
    this.#respawn(index, performance.now() - slot.since);
    this.#options.onWorkerDied({ index, pid });
    // After its people have been told.
    if (this.expected === 0) this.#options.onAllGivenUp();
  }

  #startFailed(index: number, error: unknown): void {
    if (this.#scope.closed) return;
    this.#log.error('worker did not start', { workerIndex: index, error });
    this.#respawn(index, 0);
    if (this.expected === 0) this.#options.onAllGivenUp();
  }

  /** Starts the next worker of a slot, unless its budget is spent: then after a rest (004-12, X1). */
  #respawn(index: number, ranMs: number): void {
    const budget = this.#budgets[index];
    if (budget === undefined) throw new Error(`no budget for worker ${index}`);
    const { isGivenUp, afterMs } = budget.spend({ now: performance.now(), ranMs });
    this.#slots[index] = { state: isGivenUp ? 'givenUp' : 'starting' };
    if (isGivenUp) {
      const nextTryInMs = afterMs;
      this.#log.error('worker given up', { workerIndex: index, deaths: budget.deaths, nextTryInMs });
    }
    this.#scope.timeout(afterMs, () => {
      this.#start(index).catch((error: unknown) => this.#startFailed(index, error));
    });
  }
}

/** A worker as placement sees it. */
function toCandidate(worker: MediaWorker) {
  const { workerId, roomCount, lastUsedAt, consumers, reserved, maxConsumers, closed } = worker;
  return {
    workerId,
    roomCount,
    cpu: worker.steadyCpu,
    lastUsedAt,
    consumers,
    reserved,
    maxConsumers,
    closed,
  };
}
