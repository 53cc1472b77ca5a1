import { randomUUID } from 'node:crypto';
import type { Database } from '@convene/db';
import { TcpRelay } from '@convene/horizontal/relay';
import {
  BROWSER_SEAT,
  defaultLimits,
  type IceServer,
  type JoinClaims,
  type Limits,
  type Role,
  type SeatKey,
  type ServerEpoch,
  ServerId,
  UserId,
} from '@convene/protocol';
import type { types } from 'mediasoup';
import { createLinkKey, type LinkKey } from '../src/cluster/linkKey.ts';
import type { Tls } from '../src/edge/httpServer.ts';
import { createLogger } from '../src/logger.ts';
import type { Log } from '../src/media/Log.ts';
import { MediaServer } from '../src/MediaServer.ts';
import type { MediaOptions, PipeOptions } from '../src/media/mediaOptions.ts';
import { mediaOptions } from './mediaOptions.ts';
import { Installation, PATIENT_MS, type TestMeeting } from './Installation.ts';
import { TestClient } from './TestClient.ts';

export type LocalServerOptions = {
  readonly serverId?: ServerId;
  readonly name?: string;
  readonly linkKey?: LinkKey;
  readonly controlKey?: string;
  readonly workers?: number;
  readonly limits?: Partial<Limits>;
  readonly media?: Partial<MediaOptions>;
  readonly pipe?: Partial<PipeOptions>;
  readonly iceServers?: readonly IceServer[];
  readonly isForwarded?: boolean;
  readonly maxSocketsPerAddress?: number;
  readonly maxLobbyPeersPerAddress?: number;
  readonly operatorToken?: string;
  readonly tls?: Tls;
  /** Where it listens; else this machine alone reaches it. */
  readonly host?: string;
  readonly log?: Log;
  /** Puts a relay before the server's Postgres, which a test can cut. */
  readonly databaseRelay?: boolean;
  /** Puts a relay before the server, by which the others link to it. */
  readonly linkRelay?: boolean;
  /** Ports of one worker: the first for clients. */
  readonly portsPerWorker?: number;
};

export type TokenOptions = {
  readonly userId?: UserId;
  readonly seatKey?: SeatKey;
  readonly role?: Role;
  /** Changes what is signed, to make tokens that are wrong. */
  readonly change?: Partial<JoinClaims>;
  readonly expiresInSeconds?: number;
};

const PIPE: PipeOptions = {
  listenIp: '127.0.0.1',
  announcedAddress: undefined,
  srtp: true,
  eager: false,
};

export const WEB_ORIGIN = 'http://127.0.0.1:3000';

/** A whole media server inside the test's process: real workers, a real Postgres, ephemeral ports. */
export class LocalServer {
  readonly server: MediaServer;
  /** The names of the SQL statements that the server has sent, the oldest first. */
  readonly statements: string[];
  /** With the option `databaseRelay`. */
  readonly relay: TcpRelay | undefined;
  /** With the option `linkRelay`. */
  readonly linkRelay: TcpRelay | undefined;
  readonly linkKey: LinkKey;
  /** UDP ports of its pipes. */
  readonly pipePorts: readonly number[];
  /** UDP ports for its clients, one of each worker. */
  readonly clientPorts: readonly number[];
  readonly #installation: Installation;
  readonly #ownsInstallation: boolean;
  readonly #clients = new Set<TestClient>();
  readonly #meetings = new Map<TestClient, TestMeeting>();

  private constructor(parts: {
    server: MediaServer;
    statements: string[];
    relay: TcpRelay | undefined;
    linkRelay: TcpRelay | undefined;
    linkKey: LinkKey;
    ports: MediaOptions['ports'];
    installation: Installation;
    ownsInstallation: boolean;
  }) {
    this.server = parts.server;
    this.statements = parts.statements;
    this.relay = parts.relay;
    this.linkRelay = parts.linkRelay;
    this.linkKey = parts.linkKey;
    this.pipePorts = parts.ports.flatMap(({ rtcMinPort, rtcMaxPort }) =>
      Array.from({ length: rtcMaxPort - rtcMinPort + 1 }, (_, index) => rtcMinPort + index),
    );
    this.clientPorts = parts.ports.map(({ clients }) => clients);
    this.#installation = parts.installation;
    this.#ownsInstallation = parts.ownsInstallation;
  }

  /** On a database of its own, or on that of other servers. */
  static async start(options: LocalServerOptions = {}, shared?: Installation): Promise<LocalServer> {
    const installation = shared ?? (await Installation.create());
    const { databaseUrl } = installation;
    const relay = options.databaseRelay ? await TcpRelay.start(() => new URL(databaseUrl)) : undefined;
    let server: MediaServer | undefined;
    const linkRelay = options.linkRelay
      ? await TcpRelay.start(() => (server === undefined ? undefined : new URL(server.url)))
      : undefined;
    const statements: string[] = [];
    const linkKey = options.linkKey ?? createLinkKey();
    const media = await mediaOptions(
      { portsPerWorker: 8, ...options },
      { pooledRouters: 1, ...options.media },
    );
    server = await MediaServer.create({
      serverId: options.serverId ?? ServerId.parse(randomUUID()),
      name: options.name ?? 'test',
      region: '',
      version: '0.0.0',
      databaseUrl: relay?.through(databaseUrl) ?? databaseUrl,
      host: options.host ?? '127.0.0.1',
      port: 0,
      tls: options.tls,
      publicUrl: undefined,
      linkUrl: linkRelay?.through(`${options.tls === undefined ? 'http' : 'https'}://127.0.0.1`),
      linkKey,
      controlKey: options.controlKey,
      webOrigins: [WEB_ORIGIN],
      readTokenKey: () => Promise.resolve(installation.tokenKey),
      operatorToken: options.operatorToken,
      isForwarded: options.isForwarded ?? false,
      maxSocketsPerAddress: options.maxSocketsPerAddress ?? 500,
      maxLobbyPeersPerAddress: options.maxLobbyPeersPerAddress ?? 500,
      iceServers: options.iceServers ?? [],
      limits: { ...defaultLimits, databaseMs: PATIENT_MS, ...options.limits },
      log: options.log ?? createLogger(process.env['TEST_LOG_LEVEL'] ?? 'silent'),
      onFatal: () => {},
      onStatement: (name) => statements.push(name),
      media,
      pipe: { ...PIPE, ...options.pipe },
    });
    return new LocalServer({
      server,
      statements,
      relay,
      linkRelay,
      linkKey,
      ports: media.ports,
      installation,
      ownsInstallation: shared === undefined,
    });
  }

  get url(): string {
    return this.server.url;
  }

  get serverId(): ServerId {
    return this.server.serverId;
  }

  /** The tests' own way to the database, past any relay. */
  get database(): Database {
    return this.#installation.database;
  }

  /** Open signaling sockets. */
  get sockets(): number {
    return this.server.sockets;
  }

  /** A meeting that is at home here: the web app takes a home before anybody joins. */
  async createMeeting(settings: { maxParticipants?: number } = {}): Promise<TestMeeting> {
    return this.#installation.createMeeting(settings, this.server.serverId);
  }

  /** The row of one more server, which nobody keeps alive. */
  async addServer(options?: { leaseMs?: number }): Promise<{ serverId: ServerId; serverEpoch: ServerEpoch }> {
    return this.#installation.addServer(options);
  }

  /** A join token for this server, as the web app signs it. */
  async token(meeting: TestMeeting, options: TokenOptions = {}): Promise<string> {
    if (this.server.epoch === undefined) throw new Error('the server has not registered');
    const claims: JoinClaims = {
      userId: options.userId ?? UserId.parse(randomUUID()),
      seatKey: options.seatKey ?? BROWSER_SEAT,
      meetingId: meeting.meetingId,
      slug: meeting.slug,
      title: 'Test',
      role: options.role ?? 'participant',
      serverId: this.server.serverId,
      serverEpoch: this.server.epoch,
      ...options.change,
    };
    return this.#installation.signToken(claims, options.expiresInSeconds);
  }

  /** A raw tRPC client with a token, or with a resume token. */
  connect(params: Record<string, string>): TestClient {
    const client = new TestClient(this.url, params);
    this.#clients.add(client);
    return client;
  }

  /** A client with a fresh token for this meeting. */
  async enter(meeting: TestMeeting, options: TokenOptions = {}): Promise<TestClient> {
    const client = this.connect({ token: await this.token(meeting, options) });
    this.#meetings.set(client, meeting);
    return client;
  }

  /** One more client in the meeting that `other` entered. */
  async enterSameMeeting(other: TestClient, options: TokenOptions = {}): Promise<TestClient> {
    const meeting = this.#meetings.get(other);
    if (meeting === undefined) throw new Error('the client entered no meeting here');
    return this.enter(meeting, options);
  }

  /** A consumer as its worker has it. */
  async consumerOf(consumerId: string): Promise<types.ConsumerDump> {
    return this.#installation.consumerOf(consumerId);
  }

  /** Transports on the router of one meeting. */
  transportsOf({ meetingId }: TestMeeting): number {
    const routers = this.server.pool.workers.flatMap((worker) => worker.routers);
    return routers.find((router) => router.meetingId === meetingId)?.counts.transports ?? 0;
  }

  /** mediasoup objects on all routers in use. */
  get counts(): {
    rooms: number;
    transports: number;
    producers: number;
    consumers: number;
    dataConsumers: number;
  } {
    const sum = { rooms: 0, transports: 0, producers: 0, consumers: 0, dataConsumers: 0 };
    for (const worker of this.server.pool.workers) {
      for (const { counts } of worker.routers) {
        sum.rooms += 1;
        sum.transports += counts.transports;
        sum.producers += counts.producers;
        sum.consumers += counts.consumers;
        sum.dataConsumers += counts.dataConsumers;
      }
    }
    return sum;
  }

  /** Dies without a word to the database or to other servers; needs both relays. */
  async crash(): Promise<void> {
    if (this.relay === undefined || this.linkRelay === undefined) throw new Error('needs its relays');
    this.relay.cut();
    this.linkRelay.cut();
    await this.server.close();
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.server.close();
    this.relay?.close();
    this.linkRelay?.close();
    if (this.#ownsInstallation) await this.#installation.close();
  }
}
