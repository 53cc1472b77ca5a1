import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import {
  createDatabase,
  type Database,
  type JoinedRoom,
  type MeetingRow,
  type MeetingSettings,
} from '@convene/db';
import { createTestDatabase, type TestDatabase } from '@convene/db/testing';
import {
  BROWSER_SEAT,
  createMeetingSlug,
  defaultLimits,
  type Entered,
  type EnterInput,
  JoinClaims,
  PeerId,
  type SeatKey,
  UserId,
} from '@convene/protocol';
import { importJWK, jwtVerify, type JWTPayload } from 'jose';
import type { WebEnv } from '../../env.ts';
import { createServices } from '../createServices.ts';
import type { Log } from '../Log.ts';
import type { Pages } from '../Pages.ts';
import { TrustedProxies } from '../TrustedProxies.ts';
import { WebServer, type WebServerOptions } from '../WebServer.ts';
import type { WebServices } from '../WebServices.ts';
import { Browser } from './Browser.ts';
import { TestMediaServer } from './TestMediaServer.ts';

/** Pages that answer with what they were asked. */
export class FakePages implements Pages {
  ready = true;

  async handle(...[req, res]: Parameters<Pages['handle']>): Promise<void> {
    res.end(JSON.stringify({ url: req.url, headers: req.headers }));
  }

  upgrade(): void {
    throw new Error('no WebSockets here');
  }
}

type FixtureOptions = Partial<
  Pick<WebServerOptions, 'pages' | 'proxies' | 'forwardMedia' | 'operatorToken' | 'tls' | 'requestMs'> &
    Pick<
      WebEnv,
      'MEDIA_URLS' | 'API_BURST' | 'API_PER_SECOND' | 'ICE_SERVERS' | 'REGION' | 'PLACEMENT_SPREAD'
    > & {
      leaseMs: number;
      databaseMs: number;
      /** The way to the database, which a test may make a long one. */
      databaseUrl: (own: string) => Promise<string>;
      now: () => number;
    }
>;

const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The whole web app but Next, with a Postgres database of its own. */
export class WebFixture {
  readonly #testDatabase: TestDatabase;
  readonly #mediaServers: TestMediaServer[] = [];
  readonly #publicKey: ReturnType<typeof createKeys>['publicJwk'];
  readonly db: Database;
  readonly services: WebServices;
  readonly web: WebServer;
  /** Names of the statements that went to Postgres. */
  readonly statements: string[];
  readonly adminSecret: string;

  private constructor(parts: {
    testDatabase: TestDatabase;
    publicKey: ReturnType<typeof createKeys>['publicJwk'];
    services: WebServices;
    web: WebServer;
    statements: string[];
    adminSecret: string;
  }) {
    this.#testDatabase = parts.testDatabase;
    this.#publicKey = parts.publicKey;
    this.db = parts.services.db;
    this.services = parts.services;
    this.web = parts.web;
    this.statements = parts.statements;
    this.adminSecret = parts.adminSecret;
  }

  static async create(options: FixtureOptions = {}): Promise<WebFixture> {
    const testDatabase = await createTestDatabase();
    const statements: string[] = [];
    const db = createDatabase({
      url: (await options.databaseUrl?.(testDatabase.url)) ?? testDatabase.url,
      onStatement: (name) => statements.push(name),
      // A loaded machine must not make a test fail by a deadline that it is not about.
      limits: { databaseMs: options.databaseMs ?? 10_000, leaseMs: options.leaseMs ?? 60_000 },
    });
    const { privateJwk, publicJwk } = createKeys();
    const adminSecret = randomBytes(32).toString('base64url');
    const services = await createServices(
      {
        tokenKey: privateJwk,
        adminSecret,
        cookieSecret: randomBytes(32).toString('base64url'),
        limits: defaultLimits,
        API_BURST: options.API_BURST ?? 1000,
        API_PER_SECOND: options.API_PER_SECOND ?? 100,
        ICE_SERVERS: options.ICE_SERVERS ?? [],
        MEDIA_URLS: options.MEDIA_URLS ?? [],
        REGION: options.REGION ?? '',
        PLACEMENT_SPREAD: options.PLACEMENT_SPREAD ?? false,
      },
      { db, log: SILENT, ...(options.now && { now: options.now }) },
    );
    const web = await WebServer.create({
      services,
      pages: options.pages ?? new FakePages(),
      host: '127.0.0.1',
      port: 0,
      tls: options.tls,
      proxies: options.proxies ?? new TrustedProxies([]),
      forwardMedia: options.forwardMedia ?? false,
      operatorToken: options.operatorToken,
      requestMs: options.requestMs ?? defaultLimits.httpRequestMs,
      dev: false,
    });
    return new WebFixture({ testDatabase, publicKey: publicJwk, services, web, statements, adminSecret });
  }

  get url(): string {
    return this.web.url;
  }

  /** A person at a browser of their own. */
  browser(): Browser {
    return new Browser(this.url);
  }

  async mediaServer(options: Parameters<TestMediaServer['register']>[1] = {}): Promise<TestMediaServer> {
    const server = await TestMediaServer.create();
    this.#mediaServers.push(server);
    await server.register(this.db, options);
    return server;
  }

  /** Makes a meeting in the database, past the API. */
  async meeting(settings: MeetingSettings = {}): Promise<MeetingRow> {
    const created = await this.db.meetings.create({
      slug: createMeetingSlug(randomBytes),
      title: '',
      hostUserId: UserId.parse(randomUUID()),
      settings,
    });
    if (created.outcome !== 'created') throw new Error(created.outcome);
    return created.meeting;
  }

  /** Enters a meeting; anything but success fails the test. */
  async enter(browser: Browser, slug: string, input: Partial<EnterInput> = {}): Promise<Entered> {
    const answer = await browser.api.meeting.enter.mutate({ slug, ...input });
    if (answer.result !== 'entered') throw new Error(`entering ended with ${answer.result}`);
    return answer;
  }

  /** Sits somebody down, as their media server does when they join. */
  async sit(
    browser: Browser,
    slug: string,
    options: { name?: string; muted?: boolean; seatKey?: SeatKey; weight?: number } = {},
  ): Promise<JoinedRoom> {
    const { seatKey = BROWSER_SEAT, ...more } = options;
    const { token } = await this.enter(browser, slug, { seatKey });
    const { meetingId, serverId, serverEpoch, userId, role, spread } = JoinClaims.parse(
      await this.verify(token),
    );
    const joined = await this.db.rooms.join({
      ...{ meetingId, serverId, serverEpoch, userId, role, seatKey },
      ...(spread !== undefined && { spread }),
      name: 'Ada',
      peerId: PeerId.parse(randomUUID()),
      weight: 1,
      takeOver: false,
      decision: { inputs: {}, reasons: [] },
      ...more,
    });
    if (joined.outcome !== 'joined') throw new Error(`join ended with ${joined.outcome}`);
    return joined;
  }

  /** What a media server reads out of a token. @throws when the token is not good. */
  async verify(token: string, now = Date.now()): Promise<JWTPayload> {
    const key = await importJWK(this.#publicKey, 'EdDSA');
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['EdDSA'],
      issuer: 'convene-web',
      audience: 'convene-media',
      currentDate: new Date(now),
    });
    return payload;
  }

  /** Takes the database away under the running app. */
  loseDatabase(): Promise<void> {
    return this.#testDatabase.drop();
  }

  async close(): Promise<void> {
    await this.web.close();
    await Promise.all(this.#mediaServers.map((server) => server.die()));
    await this.db.close();
    await this.#testDatabase.drop();
  }
}

/** Keys as `npm start` makes them. */
function createKeys() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d, x, kty, crv } = privateKey.export({ format: 'jwk' });
  const publicJwk = { kty: kty ?? '', crv, x, alg: 'EdDSA', kid: 'test' };
  return { publicJwk, privateJwk: { ...publicJwk, d } };
}
