import type { AddressInfo } from 'node:net';
import { createDatabase, type Database, type WorkerReport } from '@convene/db';
import { type MeetingId, type ServerEpoch, type ServerId } from '@convene/protocol';
import type { FastifyInstance } from 'fastify';
import { version as mediasoupVersion } from 'mediasoup';
import { Cluster } from './cluster/Cluster.ts';
import { DatabasePersistence } from './cluster/DatabasePersistence.ts';
import { EagerPipes } from './cluster/EagerPipes.ts';
import type { DialLink } from './cluster/linkPorts.ts';
import { Reconciler } from './cluster/Reconciler.ts';
import { Registration } from './cluster/Registration.ts';
import { restoreRows } from './cluster/restoreRows.ts';
import { pipesBetween } from './cluster/pipeTransports.ts';
import { WriteBehind } from './cluster/WriteBehind.ts';
import { CONTROL_PATH, ControlServer } from './edge/ControlServer.ts';
import { createHttpServer } from './edge/httpServer.ts';
import { LINK_PATH, LinkServer } from './edge/LinkServer.ts';
import { refuseUpgrade, upgradePath } from './edge/refuseUpgrade.ts';
import { SignalingServer } from './edge/SignalingServer.ts';
import { TokenVerifier } from './edge/TokenVerifier.ts';
import { TrpcLink } from './edge/TrpcLink.ts';
import { notReady, troublesOf } from './health.ts';
import type { Log } from './media/Log.ts';
import { routerRtpCapabilities } from './media/routerCodecs.ts';
import { WorkerPool } from './media/WorkerPool.ts';
import type { MediaServerOptions } from './mediaServerOptions.ts';
import { withDeadline } from './media/withDeadline.ts';
import { AcknowledgementWatch } from './room/AcknowledgementWatch.ts';
import { ResumeTokens } from './room/ResumeTokens.ts';
import { Rooms } from './room/Rooms.ts';
import { StatsWatch } from './room/StatsWatch.ts';
import { StreamMeters } from './room/StreamMeters.ts';

/** One media server: its workers, its rooms, its place in the map, and its doors. */
export class MediaServer {
  readonly pool: WorkerPool;
  readonly rooms: Rooms;
  readonly #options: MediaServerOptions;
  readonly #log: Log;
  readonly #database: Database;
  readonly #registration: Registration;
  readonly #writes: WriteBehind;
  readonly #cluster: Cluster;
  readonly #reconciler: Reconciler;
  readonly #acknowledgements: AcknowledgementWatch;
  readonly #meters: StreamMeters;
  readonly #stats: StatsWatch;
  readonly #links: LinkServer;
  readonly #control: ControlServer | undefined;
  readonly #http: FastifyInstance;
  readonly #signaling: SignalingServer;
  #url = '';
  #closing: Promise<void> | undefined;

  private constructor(options: MediaServerOptions, pool: WorkerPool, control: ControlServer | undefined) {
    const { serverId, limits, log } = options;
    this.#options = options;
    this.#log = log;
    this.#control = control;
    this.pool = pool;
    this.#database = createDatabase({
      url: options.databaseUrl,
      log,
      limits,
      ...(options.onStatement === undefined ? {} : { onStatement: options.onStatement }),
    });
    this.#writes = new WriteBehind(log);
    this.#registration = this.#createRegistration();
    const shared = {
      database: this.#database,
      registration: this.#registration,
      writes: this.#writes,
      routers: () => pool.workers.flatMap((worker) => worker.routers),
      limits,
      log,
    };
    const dial: DialLink = (link) => new TrpcLink(link, limits);
    this.#cluster = new Cluster({ ...shared, dial, linkKey: options.linkKey, pipe: options.pipe });
    this.#meters = new StreamMeters(limits);
    this.rooms = this.#createRooms(pool);
    this.#reconciler = new Reconciler({ ...shared, rooms: this.rooms });
    this.#acknowledgements = this.#watchAcknowledgements();
    this.#stats = new StatsWatch({ rooms: () => this.rooms.all, meters: this.#meters, limits });
    const isClosing = () => this.#closing !== undefined;
    const { verifier, parts: service, grant } = this.#cluster;
    this.#links = new LinkServer({ verifier, service, grant, limits, log, isClosing });
    this.#signaling = new SignalingServer({
      ...options,
      rooms: this.rooms,
      verifier: new TokenVerifier({
        readKey: options.readTokenKey,
        serverId,
        epoch: () => this.epoch,
        now: () => this.#registration.clock.now(),
      }),
      isClosing,
    });
    this.#http = this.#createHttp();
  }

  /** Starts the workers, listens, and registers; without a database it goes on trying to. */
  static async create(options: MediaServerOptions): Promise<MediaServer> {
    const { controlKey: key, pipe, limits, log } = options;
    const { listenInfo: pipeListenInfo } = pipesBetween(pipe);
    const control = key === undefined ? undefined : new ControlServer({ key, pipeListenInfo, limits, log });
    const pool = await WorkerPool.create({
      media: options.media,
      limits,
      log,
      onWorkerDied: () => options.onFatal('workerDied'),
      onAllGivenUp: () => options.onFatal('noWorker'),
    });
    const server = new MediaServer(options, pool, control);
    try {
      await server.#listen();
      await server.#registration.start();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  get serverId(): ServerId {
    return this.#options.serverId;
  }

  /** Undefined until the server has registered. */
  get epoch(): ServerEpoch | undefined {
    return this.#registration.epoch;
  }

  /** By which browsers reach it. */
  get url(): string {
    return this.#options.publicUrl ?? this.#url;
  }

  /** By which other media servers reach it. */
  get linkUrl(): string {
    return this.#options.linkUrl ?? this.#url;
  }

  /** Open signaling sockets. */
  get sockets(): number {
    return this.#signaling.sockets;
  }

  /**
   * Takes nobody any more, tells everybody, and takes its rows away (DESIGN §6). What comes before the first await is
   * done when the call returns: mediasoup ends its workers on the very signal that leads here.
   */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    this.#log.info('server closing', { participants: this.rooms.participants });
    this.#reconciler.close();
    this.#acknowledgements.close();
    this.#stats.close();
    this.rooms.close('serverClosing');
    this.#cluster.pipes.close();
    this.pool.close();
    const { shutdownMs } = this.#options.limits;
    await this.#finish('writes', this.#writes.close(), shutdownMs / 5);
    await this.#finish('registration', this.#registration.close(), shutdownMs / 5);
    await this.#finish('workers', this.pool.gone(), shutdownMs / 5);
    this.#signaling.close();
    this.#cluster.close();
    this.#links.close();
    this.#control?.close();
    await this.#finish('http', this.#http.close(), shutdownMs / 10);
    await this.#finish('database', this.#database.close(), shutdownMs / 5);
    this.#log.info('server closed');
  }

  /** One step of closing, which must not hold up the others. */
  async #finish(what: string, step: Promise<void>, ms: number): Promise<void> {
    try {
      await withDeadline(step, { ms, what });
    } catch (error) {
      this.#log.warn('not closed in order', { what, error });
    }
  }

  async #listen(): Promise<void> {
    const { host, port, tls } = this.#options;
    this.#http.server.on('upgrade', (request, socket, head) => {
      const path = upgradePath(request);
      if (path === undefined) {
        refuseUpgrade(socket, '400 Bad Request');
        return;
      }
      const control = path === CONTROL_PATH ? this.#control : undefined;
      const door = path === LINK_PATH ? this.#links : (control ?? this.#signaling);
      door.upgrade(request, socket, head);
    });
    await this.#http.listen({ host, port });
    // A server that listens on a TCP port has such an address.
    const address = this.#http.server.address() as AddressInfo;
    this.#url = `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
    this.#log.info('server listening', { url: this.#url });
  }

  #watchAcknowledgements(): AcknowledgementWatch {
    const { limits, media } = this.#options;
    const { initialAvailableOutgoingBitrate: initialBitrate } = media.transport;
    const members = () => this.rooms.all.flatMap((room) => room.members);
    return new AcknowledgementWatch({ members, initialBitrate, limits });
  }

  #createRooms(pool: WorkerPool): Rooms {
    const { limits, log, iceServers, pipe } = this.#options;
    const { rooms: map, pipes } = this.#cluster;
    const routersOf = (meetingId: MeetingId) =>
      pool.workers.flatMap(({ routers }) => routers.filter((router) => router.meetingId === meetingId));
    const eager = pipe.eager ? new EagerPipes({ cluster: map, pipes, routersOf }) : undefined;
    return new Rooms({
      serverId: this.serverId,
      limits,
      log,
      persistence: new DatabasePersistence({
        database: this.#database,
        registration: this.#registration,
        writes: this.#writes,
        onRoomRead: (meetingId, rows) => map.learn(meetingId, rows),
      }),
      cluster: eager ?? map,
      pipes,
      resumeTokens: new ResumeTokens(),
      meters: this.#meters,
      iceServers,
      placeRouter: async (place) => {
        const placed = await pool.placeRouter(place);
        eager?.routersChanged(place.meetingId);
        return placed;
      },
      isClosing: () => this.#closing !== undefined,
    });
  }

  #createHttp(): FastifyInstance {
    const { pool } = this;
    const registration = this.#registration;
    return createHttpServer({
      ...this.#options,
      pool,
      rooms: this.rooms,
      meters: this.#meters,
      epoch: () => this.epoch,
      url: () => this.url,
      database: this.#database,
      pipes: this.#cluster.pipes,
      links: () => this.#cluster.links.states,
      sockets: () => this.sockets,
      channels: () => this.#database.listener.channels,
      writes: () => this.#writes.waiting,
      notReady: () => notReady({ isClosing: this.#closing !== undefined, registration, pool }),
      troubles: () => registration.troubles,
    });
  }

  #createRegistration(): Registration {
    const { serverId, name, region, version, media, limits, log, linkKey, onFatal } = this.#options;
    // The addresses are known when the server listens, which it does before it registers.
    const url = () => this.url;
    const linkUrl = () => this.linkUrl;
    const registration: Registration = new Registration({
      database: this.#database,
      limits,
      log,
      server: {
        id: serverId,
        name,
        region,
        version,
        mediasoupVersion,
        routerRtpCapabilities,
        capacity: media.ports.length * media.maxConsumersPerWorker,
        ...(media.announcedAddress === undefined ? {} : { announcedIp: media.announcedAddress }),
        linkPublicKey: linkKey.publicKey,
        get url() {
          return url();
        },
        get linkUrl() {
          return linkUrl();
        },
      },
      workers: () => this.pool.workers.map(toReport),
      onRegisteredAgain: () => restoreRows({ database: this.#database, registration, log }, this.rooms),
      load: () => this.pool.workers.reduce((sum, worker) => sum + worker.consumers, 0),
      capacity: () => this.pool.expected * media.maxConsumersPerWorker,
      troubles: () => troublesOf({ pool: this.pool, database: this.#database }),
      onSuperseded: () => onFatal('superseded'),
    });
    return registration;
  }
}

function toReport(worker: WorkerPool['workers'][number]): WorkerReport {
  const { workerId: id, index, pid, cpu, roomCount: routers, consumers } = worker;
  return { id, index, pid, cpu, routers, consumers };
}
