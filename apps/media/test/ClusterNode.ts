import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createDatabase, type Database, type WorkerReport } from '@convene/db';
import { TcpRelay } from '@convene/horizontal/relay';
import {
  BROWSER_SEAT,
  defaultLimits,
  type Limits,
  PeerId,
  RouterId,
  ServerId,
  UserId,
  WorkerId,
} from '@convene/protocol';
import { Cluster } from '../src/cluster/Cluster.ts';
import { DatabasePersistence } from '../src/cluster/DatabasePersistence.ts';
import { createLinkKey, type LinkKey } from '../src/cluster/linkKey.ts';
import type { LinkDial, ServerStart } from '../src/cluster/linkPorts.ts';
import { Registration } from '../src/cluster/Registration.ts';
import { WriteBehind } from '../src/cluster/WriteBehind.ts';
import type { Tls } from '../src/edge/httpServer.ts';
import { LinkServer } from '../src/edge/LinkServer.ts';
import { TrpcLink } from '../src/edge/TrpcLink.ts';
import type { MediaRouter } from '../src/media/MediaRouter.ts';
import { FakeRoom, type TakenSeat } from './FakeRoom.ts';
import { type Installation, PATIENT_MS, type TestMeeting } from './Installation.ts';
import { RecordingLog } from './RecordingLog.ts';

/** A tenth of the real ones, as DESIGN §6 has it for tests. */
const LIMITS: Limits = {
  ...defaultLimits,
  databaseMs: PATIENT_MS,
  heartbeatMs: 100,
  leaseMs: 1_000,
  linkGraceMs: 500,
  linkCallMs: 3_000,
  linkRetryMs: 20,
  linkRetryMostMs: 200,
};

export type ClusterNodeOptions = {
  readonly serverId?: ServerId;
  readonly linkKey?: LinkKey;
  readonly limits?: Partial<Limits>;
  readonly routers?: () => readonly MediaRouter[];
  /** Changes how this node opens links. */
  readonly changeDial?: (dial: LinkDial) => LinkDial;
  /** As other servers are told to reach it; else by its relay. */
  readonly linkUrl?: string;
  readonly tls?: Tls;
};

/** What of a media server speaks with others, without workers: rooms are a test's own. */
export class ClusterNode {
  readonly cluster: Cluster;
  readonly database: Database;
  readonly registration: Registration;
  readonly linkKey: LinkKey;
  readonly log: RecordingLog;
  readonly databaseRelay: TcpRelay;
  /** Before this node's own door: cut, nobody reaches it. */
  readonly linkRelay: TcpRelay;
  readonly #persistence: DatabasePersistence;
  readonly #writes: WriteBehind;
  readonly door: LinkServer;
  readonly #http: Server;
  readonly #worker: WorkerReport;

  private constructor(parts: {
    options: ClusterNodeOptions;
    log: RecordingLog;
    databaseUrl: string;
    databaseRelay: TcpRelay;
    linkRelay: TcpRelay;
    http: Server;
  }) {
    const { options, databaseRelay, linkRelay, http } = parts;
    const log = parts.log;
    const limits = { ...LIMITS, ...options.limits };
    this.log = log;
    this.databaseRelay = databaseRelay;
    this.linkRelay = linkRelay;
    this.linkKey = options.linkKey ?? createLinkKey();
    this.#http = http;
    this.#worker = { id: WorkerId.parse(randomUUID()), index: 0, pid: 1, cpu: 0, routers: 0, consumers: 0 };
    this.database = createDatabase({ url: databaseRelay.through(parts.databaseUrl), limits, log });
    this.#writes = new WriteBehind(log);
    this.registration = new Registration({
      database: this.database,
      limits,
      log,
      server: {
        id: options.serverId ?? ServerId.parse(randomUUID()),
        name: 'node',
        url: 'http://127.0.0.1:1',
        linkUrl:
          options.linkUrl ?? linkRelay.through(`${options.tls === undefined ? 'http' : 'https'}://127.0.0.1`),
        linkPublicKey: this.linkKey.publicKey,
        version: '0.0.0',
        mediasoupVersion: '0.0.0',
        routerRtpCapabilities: {},
        capacity: 500,
      },
      workers: () => [this.#worker],
      load: () => 0,
      capacity: () => 500,
      troubles: () => [],
      onRegisteredAgain: () => Promise.resolve(),
      onSuperseded: () => {},
    });
    const shared = { database: this.database, registration: this.registration, writes: this.#writes };
    this.cluster = new Cluster({
      ...shared,
      limits,
      log,
      linkKey: this.linkKey,
      routers: () => options.routers?.() ?? [],
      pipe: { listenIp: '127.0.0.1', announcedAddress: undefined, srtp: true, eager: false },
      dial: (dial) => new TrpcLink(options.changeDial?.(dial) ?? dial, limits),
    });
    this.#persistence = new DatabasePersistence({
      ...shared,
      onRoomRead: (meetingId, rows) => this.cluster.rooms.learn(meetingId, rows),
    });
    const { verifier, parts: service, grant } = this.cluster;
    this.door = new LinkServer({ verifier, service, grant, limits, log, isClosing: () => false });
    http.on('upgrade', (request, socket, head) => this.door.upgrade(request, socket, head));
  }

  static async start(installation: Installation, options: ClusterNodeOptions = {}): Promise<ClusterNode> {
    const { databaseUrl } = installation;
    const http = options.tls === undefined ? createServer() : createTlsServer(options.tls);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const node = new ClusterNode({
      options,
      databaseUrl,
      log: new RecordingLog(),
      databaseRelay: await TcpRelay.start(() => new URL(databaseUrl)),
      linkRelay: await TcpRelay.start(() => ({ hostname: '127.0.0.1', port: String(port) })),
      http,
    });
    await node.registration.start();
    return node;
  }

  get serverId(): ServerId {
    return this.registration.serverId;
  }

  /** @throws when it has not registered */
  get start(): ServerStart {
    return this.registration.requireRegistered();
  }

  /** Where its link is, past the relay. */
  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/link`;
  }

  /** A room that listens, and whose end is `stop`. */
  async listen({ meetingId }: TestMeeting): Promise<FakeRoom & { stop: () => void }> {
    const room = new FakeRoom(meetingId);
    const stop = await this.cluster.rooms.listen(meetingId, room, room);
    return Object.assign(room, { stop });
  }

  /** Somebody sits down, in the database and in the room. */
  async join(room: FakeRoom, userId = UserId.parse(randomUUID())): Promise<TakenSeat> {
    const { meetingId } = room;
    const { serverId, epoch: serverEpoch } = this.registration.requireRegistered();
    const peerId = PeerId.parse(randomUUID());
    const routerId = RouterId.parse(randomUUID());
    const { id: workerId, index, pid } = this.#worker;
    const joined = await this.#persistence.joinSeat({
      claims: {
        userId,
        seatKey: BROWSER_SEAT,
        meetingId,
        // Of the slug nothing is asked here.
        slug: 'abc-defg-hij' as never,
        title: 'Test',
        role: 'participant',
        serverId,
        serverEpoch,
      },
      peerId,
      name: 'Ada',
      routerId,
      place: { workerId, index, pid },
      decision: { inputs: {}, reasons: [] },
      weight: 1,
      takeOver: true,
      heldSeatEpoch: undefined,
      muted: undefined,
      cameraOff: undefined,
    });
    if (joined.result !== 'joined') throw new Error(joined.result);
    const { participantId, seatEpoch } = joined;
    room.sitDown({ participantId, peerId, seatEpoch });
    return { participantId, peerId, seatEpoch, routerId };
  }

  /** A producer, in the room and in the database (000-15..18). */
  async produce(room: FakeRoom, seat: TakenSeat): Promise<ReturnType<FakeRoom['send']>> {
    const stream = { ...room.send(seat), routerId: seat.routerId };
    const { streamId: _, ...row } = stream;
    await this.database.producers.add({ ...row, meetingId: room.meetingId, serverId: this.serverId });
    return stream;
  }

  /** How its link to another one stands. */
  linkTo({ serverId }: ClusterNode) {
    return this.cluster.links.states.find((link) => link.serverId === serverId);
  }

  linesOf(message: string): readonly Record<string, unknown>[] {
    return this.log.lines.flatMap((line) => (line.message === message ? [line.fields] : []));
  }

  async close(): Promise<void> {
    this.cluster.close();
    this.door.close();
    this.databaseRelay.mend();
    await this.#writes.close();
    await this.registration.close().catch(() => undefined);
    await this.database.close();
    this.linkRelay.close();
    this.databaseRelay.close();
    this.#http.close();
    this.#http.closeAllConnections();
  }
}
