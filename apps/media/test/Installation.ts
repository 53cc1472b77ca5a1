import { randomUUID } from 'node:crypto';
import { createDatabase, type Database } from '@convene/db';
import { createTestDatabase, type TestDatabase } from '@convene/db/testing';
import {
  createMeetingSlug,
  type JoinClaims,
  type MeetingId,
  type MeetingSlug,
  type ServerEpoch,
  ServerId,
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  UserId,
} from '@convene/protocol';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { observer, type types } from 'mediasoup';

export type TestMeeting = {
  readonly meetingId: MeetingId;
  readonly slug: MeetingSlug;
  readonly hostUserId: UserId;
};

/** A deadline for people is none for a machine that runs tests side by side. */
export const PATIENT_MS = 15_000;

/** What the media servers of one test share: a database, and the web app's key, by which join tokens are signed. */
export class Installation {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly tokenKey: JWK;
  readonly #testDatabase: TestDatabase;
  readonly #signingKey: CryptoKey;
  readonly #consumers = observeConsumers();

  private constructor(parts: { testDatabase: TestDatabase; signingKey: CryptoKey; tokenKey: JWK }) {
    this.databaseUrl = parts.testDatabase.url;
    this.database = createDatabase({ url: this.databaseUrl, limits: { databaseMs: PATIENT_MS } });
    this.tokenKey = parts.tokenKey;
    this.#testDatabase = parts.testDatabase;
    this.#signingKey = parts.signingKey;
  }

  /** On the tests' Postgres, unless another one is named. */
  static async create(postgresUrl?: string): Promise<Installation> {
    const testDatabase = await createTestDatabase(postgresUrl);
    const { publicKey, privateKey } = await generateKeyPair(TOKEN_ALGORITHM, { extractable: true });
    return new Installation({ testDatabase, signingKey: privateKey, tokenKey: await exportJWK(publicKey) });
  }

  /** Without a home people may join it on any server. */
  async createMeeting(settings: { maxParticipants?: number } = {}, home?: ServerId): Promise<TestMeeting> {
    const slug = createMeetingSlug((n) => crypto.getRandomValues(new Uint8Array(n)));
    const hostUserId = UserId.parse(randomUUID());
    const created = await this.database.meetings.create({ slug, title: 'Test', hostUserId, settings });
    if (created.outcome !== 'created') throw new Error(created.outcome);
    const { id: meetingId } = created.meeting;
    if (home !== undefined) await this.database.meetings.takeHome({ meetingId, expected: null, next: home });
    return { meetingId, slug, hostUserId };
  }

  /** The row of one more server, which nobody keeps alive. */
  async addServer({ leaseMs = 60_000 } = {}): Promise<{ serverId: ServerId; serverEpoch: ServerEpoch }> {
    const serverId = ServerId.parse(randomUUID());
    const database = createDatabase({ url: this.databaseUrl, limits: { leaseMs } });
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
  async signToken(claims: JoinClaims, expiresInSeconds = 60): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + expiresInSeconds)
      .sign(this.#signingKey);
  }

  /** For what no store would do: false rows, lost rows. */
  async query(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]> {
    return this.#testDatabase.query(sql, values);
  }

  /** A consumer of any of the servers, as its worker has it. */
  async consumerOf(consumerId: string): Promise<types.ConsumerDump> {
    const consumer = this.#consumers.get(consumerId);
    if (consumer === undefined) throw new Error('no such consumer');
    return consumer.dump();
  }

  async close(): Promise<void> {
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
        transport.observer.on('newconsumer', (consumer) => {
          consumers.set(consumer.id, consumer);
          consumer.observer.once('close', () => consumers.delete(consumer.id));
        });
      });
    });
  });
  return consumers;
}
