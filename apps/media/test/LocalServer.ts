import { randomUUID } from 'node:crypto';
import { createDatabase, type Database } from '@convene/db';
import { createTestDatabase, type TestDatabase } from '@convene/db/testing';
import {
  BROWSER_SEAT,
  defaultLimits,
  type IceServer,
  type JoinClaims,
  type Limits,
  type MeetingId,
  type MeetingSlug,
  type Role,
  type SeatKey,
  type ServerEpoch,
  ServerId,
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  UserId,
  createMeetingSlug,
} from '@convene/protocol';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { observer, type types } from 'mediasoup';
import { transportOptions } from '../src/config.ts';
import { createLogger } from '../src/logger.ts';
import { MediaServer } from '../src/MediaServer.ts';
import type { MediaOptions } from '../src/media/mediaOptions.ts';
import { planPorts } from '../src/media/portPlan.ts';
import { DatabaseRelay } from './DatabaseRelay.ts';
import { freeRtcPorts } from './freeRtcPorts.ts';
import { TestClient } from './TestClient.ts';

export type TestMeeting = {
  readonly meetingId: MeetingId;
  readonly slug: MeetingSlug;
  readonly hostUserId: UserId;
};

export type LocalServerOptions = {
  readonly workers?: number;
  readonly limits?: Partial<Limits>;
  readonly media?: Partial<MediaOptions>;
  readonly iceServers?: readonly IceServer[];
  readonly isForwarded?: boolean;
  readonly maxSocketsPerAddress?: number;
  readonly maxLobbyPeersPerAddress?: number;
  readonly operatorToken?: string;
  /** Puts a relay before the server's Postgres, which a test can cut. */
  readonly databaseRelay?: boolean;
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

const PATIENT_MS = 15_000;

export const WEB_ORIGIN = 'http://127.0.0.1:3000';

/** A whole media server inside the test's process: real workers, a real Postgres, ephemeral ports. */
export class LocalServer {
  readonly server: MediaServer;
  readonly database: Database;
  /** The names of the SQL statements that the server has sent, the oldest first. */
  readonly statements: string[];
  /** With the option `databaseRelay`. */
  readonly relay: DatabaseRelay | undefined;
  readonly #testDatabase: TestDatabase;
  readonly #signingKey: CryptoKey;
  readonly #clients = new Set<TestClient>();
  readonly #meetings = new Map<TestClient, TestMeeting>();
  readonly #consumers: ReadonlyMap<string, types.Consumer>;

  private constructor(parts: {
    server: MediaServer;
    database: Database;
    statements: string[];
    relay: DatabaseRelay | undefined;
    testDatabase: TestDatabase;
    signingKey: CryptoKey;
    consumers: ReadonlyMap<string, types.Consumer>;
  }) {
    this.server = parts.server;
    this.database = parts.database;
    this.statements = parts.statements;
    this.relay = parts.relay;
    this.#testDatabase = parts.testDatabase;
    this.#signingKey = parts.signingKey;
    this.#consumers = parts.consumers;
  }

  static async start(options: LocalServerOptions = {}): Promise<LocalServer> {
    const testDatabase = await createTestDatabase();
    const { publicKey, privateKey } = await generateKeyPair(TOKEN_ALGORITHM, { extractable: true });
    const publicJwk = await exportJWK(publicKey);
    const relay = options.databaseRelay ? await DatabaseRelay.start(testDatabase.url) : undefined;
    const statements: string[] = [];
    const consumers = observeConsumers();
    const workers = options.workers ?? 1;
    const portsPerWorker = options.portsPerWorker ?? 8;
    const server = await MediaServer.create({
      serverId: ServerId.parse(randomUUID()),
      name: 'test',
      region: '',
      version: '0.0.0',
      databaseUrl: relay?.url ?? testDatabase.url,
      host: '127.0.0.1',
      port: 0,
      publicUrl: undefined,
      webOrigins: [WEB_ORIGIN],
      readTokenKey: () => Promise.resolve(publicJwk),
      operatorToken: options.operatorToken,
      isForwarded: options.isForwarded ?? false,
      maxSocketsPerAddress: options.maxSocketsPerAddress ?? 500,
      maxLobbyPeersPerAddress: options.maxLobbyPeersPerAddress ?? 500,
      iceServers: options.iceServers ?? [],
      // A deadline for people is none for a machine that runs tests side by side.
      limits: { ...defaultLimits, databaseMs: PATIENT_MS, ...options.limits },
      log: createLogger(process.env['TEST_LOG_LEVEL'] ?? 'silent'),
      onFatal: () => {},
      onStatement: (name) => statements.push(name),
      media: {
        ports: planPorts({
          basePort: await freeRtcPorts(workers, portsPerWorker),
          portsPerWorker,
          workers,
          serverIndex: 0,
          taken: [],
        }),
        listenIp: '127.0.0.1',
        announcedAddress: undefined,
        workerBin: process.env['MEDIASOUP_WORKER_BIN'],
        logLevel: 'warn',
        logTags: [],
        transport: transportOptions,
        policy: 'rooms',
        maxConsumersPerWorker: 500,
        pooledRouters: 1,
        ...options.media,
      },
    });
    const database = createDatabase({ url: testDatabase.url, limits: { databaseMs: PATIENT_MS } });
    return new LocalServer({
      server,
      database,
      statements,
      relay,
      testDatabase,
      signingKey: privateKey,
      consumers,
    });
  }

  get url(): string {
    return this.server.url;
  }

  /** Open signaling sockets. */
  get sockets(): number {
    return this.server.sockets;
  }

  async createMeeting(settings: { maxParticipants?: number } = {}): Promise<TestMeeting> {
    const slug = createMeetingSlug((n) => crypto.getRandomValues(new Uint8Array(n)));
    const hostUserId = UserId.parse(randomUUID());
    const created = await this.database.meetings.create({ slug, title: 'Test', hostUserId, settings });
    if (created.outcome !== 'created') throw new Error(created.outcome);
    const { id: meetingId } = created.meeting;
    // The web app takes a home before anybody joins.
    await this.database.meetings.takeHome({ meetingId, expected: null, next: this.server.serverId });
    return { meetingId, slug, hostUserId };
  }

  /** The row of one more server, which nobody keeps alive. */
  async addServer({ leaseMs = 60_000 } = {}): Promise<{ serverId: ServerId; serverEpoch: ServerEpoch }> {
    const serverId = ServerId.parse(randomUUID());
    const database = createDatabase({ url: this.#testDatabase.url, limits: { leaseMs } });
    const registered = await database.servers.register({
      id: serverId,
      name: 'other',
      url: 'http://127.0.0.1:1',
      version: '0.0.0',
      mediasoupVersion: '0.0.0',
      routerRtpCapabilities: {},
      capacity: 500,
      workers: [],
    });
    await database.close();
    if (registered.outcome !== 'registered') throw new Error(registered.outcome);
    return { serverId, serverEpoch: registered.epoch };
  }

  /** A join token as the web app signs it. */
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
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + (options.expiresInSeconds ?? 60))
      .sign(this.#signingKey);
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
    const consumer = this.#consumers.get(consumerId);
    if (consumer === undefined) throw new Error('no such consumer');
    return consumer.dump();
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

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.server.close();
    this.relay?.close();
    await this.database.close();
    await this.#testDatabase.drop();
  }
}

/** By mediasoup's own observers, so that tests see what no interface of the server shows. */
function observeConsumers(): ReadonlyMap<string, types.Consumer> {
  const consumers = new Map<string, types.Consumer>();
  observer.on('newworker', (worker) => {
    worker.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) => {
        transport.observer.on('newconsumer', (consumer) => consumers.set(consumer.id, consumer));
      });
    });
  });
  return consumers;
}
