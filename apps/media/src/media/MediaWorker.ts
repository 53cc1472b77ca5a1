import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { viewSpace } from '@convene/placement';
import { AppError, type Limits, type MeetingId, WorkerId } from '@convene/protocol';
import type { types } from 'mediasoup';
import { CpuMeter } from './CpuMeter.ts';
import type { Log } from './Log.ts';
import { MediaRouter } from './MediaRouter.ts';
import { Pulse } from './Pulse.ts';
import { Reservations } from './Reservations.ts';
import { Scope } from './Scope.ts';
import type { MediaOptions } from './mediaOptions.ts';
import type { PortRange } from './portPlan.ts';
import { startWorker } from './startWorker.ts';
import { withDeadline } from './withDeadline.ts';

/** For a closed worker's process to end by itself. */
const GOODBYE_MS = 500;

export type MediaWorkerOptions = {
  readonly index: number;
  readonly ports: PortRange;
  readonly media: MediaOptions;
  readonly limits: Limits;
  readonly log: Log;
  /** The process ended by itself, or did not answer and was killed. */
  readonly onDied: (error: Error) => void;
};

/** One mediasoup worker process: its WebRtcServer, its routers in use, and those kept ready for the next rooms. */
export class MediaWorker {
  readonly workerId = WorkerId.parse(randomUUID());
  readonly index: number;
  readonly #worker: types.Worker;
  readonly #webRtcServer: types.WebRtcServer;
  readonly #options: MediaWorkerOptions;
  readonly #log: Log;
  readonly #cpu = new CpuMeter();
  readonly #scope = new Scope();
  readonly #routers = new Set<MediaRouter>();
  readonly #taken = new Map<MeetingId, Promise<MediaRouter>>();
  readonly #reservations = new Reservations();
  /** Consumers that are being made. */
  #claimedConsumers = 0;
  #idle: MediaRouter[] = [];
  /** Since the fill that is under way looks again when it ends, there is never more than one. */
  #filling = false;
  #usage: types.WorkerResourceUsage | undefined;
  #lastUsedAt = 0;

  private constructor(options: MediaWorkerOptions, worker: types.Worker, webRtcServer: types.WebRtcServer) {
    this.index = options.index;
    this.#options = options;
    this.#worker = worker;
    this.#webRtcServer = webRtcServer;
    this.#log = options.log.child({ workerIndex: options.index, pid: worker.pid });
    worker.once('died', (error) => {
      this.#scope.close();
      options.onDied(error);
    });
    worker.observer.on('newrouter', (router) =>
      router.observer.on('newtransport', (transport) =>
        transport.observer.on('newconsumer', () => this.#reservations.settle()),
      ),
    );
    const { workerSampleMs, workerSilenceMs, workerUsageLogMs } = options.limits;
    const pulse = new Pulse({
      scope: this.#scope,
      ask: () => this.#sample(),
      everyMs: workerSampleMs,
      silenceMs: workerSilenceMs,
      onSilent: () => this.#killSilent(),
    });
    pulse.start();
    this.#scope.interval(workerUsageLogMs, () => {
      this.#log.info('worker resource usage', { usage: this.#usage, cpu: this.#cpu.share });
    });
  }

  /** Starts the process, opens its port and fills its pool of routers. */
  static async create(options: MediaWorkerOptions): Promise<MediaWorker> {
    const { media, ports, limits } = options;
    const settings = {
      logLevel: media.logLevel,
      logTags: media.logTags,
      rtcMinPort: ports.rtcMinPort,
      rtcMaxPort: ports.rtcMaxPort,
      ...(media.workerBin === undefined ? {} : { workerBin: media.workerBin }),
    };
    const worker = await startWorker(settings, limits.workerStartMs);
    try {
      const listen = {
        ip: media.listenIp,
        port: ports.clients,
        ...(media.announcedAddress === undefined ? {} : { announcedAddress: media.announcedAddress }),
      };
      const listening = worker.createWebRtcServer({
        listenInfos: [
          { protocol: 'udp', ...listen },
          { protocol: 'tcp', ...listen },
        ],
      });
      const webRtcServer = await withDeadline(listening, {
        ms: limits.workerRequestMs,
        what: 'createWebRtcServer',
      });
      const created = new MediaWorker(options, worker, webRtcServer);
      await created.#fill();
      created.#log.info('worker started', { workerId: created.workerId, port: ports.clients });
      return created;
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get closed(): boolean {
    return this.#worker.closed;
  }

  get cpu(): number {
    return this.#cpu.share;
  }

  /** Over some seconds: what placement goes by. */
  get steadyCpu(): number {
    return this.#cpu.steadyShare;
  }

  get usage(): types.WorkerResourceUsage | undefined {
    return this.#usage;
  }

  /** When it got its last room, on the clock of `performance.now()`, whose steps are small enough for a burst. */
  get lastUsedAt(): number {
    return this.#lastUsedAt;
  }

  get maxConsumers(): number {
    return this.#options.media.maxConsumersPerWorker;
  }

  /** Routers that serve a meeting. */
  get routers(): readonly MediaRouter[] {
    return [...this.#routers];
  }

  /** Those whose router is being made count already. */
  get roomCount(): number {
    return this.#taken.size;
  }

  get consumers(): number {
    return this.routers.reduce((sum, router) => sum + router.counts.consumers, 0);
  }

  /** Consumers that are about to come. */
  get reserved(): number {
    return this.#reservations.total;
  }

  get pooledRouters(): number {
    return this.#idle.length;
  }

  async dump(): Promise<types.WorkerDump> {
    return this.#worker.dump();
  }

  serves(meetingId: MeetingId): boolean {
    return this.#taken.has(meetingId);
  }

  /** Keeps space for consumers that are about to come; answers how to give back what has not come. */
  reserve(consumers: number): () => void {
    return this.#reservations.reserve(consumers);
  }

  /**
   * The router of this meeting, and of none other: a pooled one if there is one. Two people who come at once get the
   * same one, so that no room ever has two on a worker. @throws AppError workerDied, timeout
   */
  async takeRouter(meetingId: MeetingId): Promise<MediaRouter> {
    const taken = this.#taken.get(meetingId);
    if (taken !== undefined) return taken;
    this.#lastUsedAt = performance.now();
    const taking = this.#assignRouter(meetingId);
    this.#taken.set(meetingId, taking);
    const forget = () => {
      if (this.#taken.get(meetingId) === taking) this.#taken.delete(meetingId);
    };
    // A failed try is not kept.
    taking.then((router) => router.onClose(forget), forget);
    return taking;
  }

  close(): void {
    this.#scope.close();
    this.#worker.close();
    if (this.#worker.subprocessClosed) return;
    // One that hangs reads no goodbye, and would outlive this process.
    const timer = setTimeout(() => this.kill(), GOODBYE_MS);
    this.#worker.once('subprocessclose', () => clearTimeout(timer));
  }

  /** Resolves when the process of a closed worker is gone. */
  async gone(): Promise<void> {
    if (!this.#worker.subprocessClosed) await once(this.#worker, 'subprocessclose');
  }

  /** Ends the process, if it is still there, without asking it. */
  kill(): void {
    if (this.#worker.subprocessClosed) return;
    try {
      process.kill(this.pid, 'SIGKILL');
    } catch (error) {
      this.#log.warn('worker was gone already', { error });
    }
  }

  #claimConsumer(): (() => void) | undefined {
    const consumers = this.consumers + this.#claimedConsumers;
    if (viewSpace({ consumers, maxConsumers: this.maxConsumers }) === 0) return undefined;
    this.#claimedConsumers += 1;
    return () => {
      this.#claimedConsumers -= 1;
    };
  }

  async #assignRouter(meetingId: MeetingId): Promise<MediaRouter> {
    const router = this.#idle.pop() ?? (await this.#createRouter());
    if (router.closed) throw AppError.workerDied(this.workerId);
    router.assign(meetingId);
    this.#routers.add(router);
    router.onClose(() => this.#routers.delete(router));
    this.#fill().catch((error: unknown) => this.#log.warn('router pool not filled', { error }));
    return router;
  }

  async #fill(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    try {
      while (!this.closed && this.#idle.length < this.#options.media.pooledRouters) {
        const router = await this.#createRouter();
        this.#idle.push(router);
        router.onClose(() => {
          this.#idle = this.#idle.filter((other) => other !== router);
        });
      }
    } finally {
      this.#filling = false;
    }
  }

  async #createRouter(): Promise<MediaRouter> {
    const { workerId, index, pid } = this;
    const creating = MediaRouter.create({
      worker: this.#worker,
      webRtcServer: this.#webRtcServer,
      place: { workerId, index, pid },
      transport: this.#options.media.transport,
      claimConsumer: () => this.#claimConsumer(),
      log: this.#log,
    });
    return withDeadline(creating, {
      ms: this.#options.limits.workerRequestMs,
      what: 'createRouter',
      onLate: (router) => router.close(),
    });
  }

  /** The sample is also the ping. */
  async #sample(): Promise<void> {
    this.#usage = await this.#worker.getResourceUsage();
    this.#cpu.add(this.#usage, performance.now());
  }

  #killSilent(): void {
    this.#log.error('worker does not answer, killed', { afterMs: this.#options.limits.workerSilenceMs });
    this.kill();
  }
}
