import { randomBytes, randomUUID } from 'node:crypto';
import {
  createMeetingSlug,
  MeetingId,
  ParticipantId,
  PeerId,
  ProducerId,
  RouterId,
  SeatKey,
  type ServerEpoch,
  ServerId,
  UserId,
  WorkerId,
} from '@convene/protocol';
import pg from 'pg';
import {
  createDatabase,
  type Database,
  type DatabaseOptions,
  type JoinedRoom,
  type JoinRoom,
  type MeetingRow,
  type RegisterServer,
} from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts';

export const newId = {
  meeting: () => MeetingId.parse(randomUUID()),
  participant: () => ParticipantId.parse(randomUUID()),
  peer: () => PeerId.parse(randomUUID()),
  producer: () => ProducerId.parse(randomUUID()),
  router: () => RouterId.parse(randomUUID()),
  seat: () => SeatKey.parse(randomUUID()),
  server: () => ServerId.parse(randomUUID()),
  user: () => UserId.parse(randomUUID()),
  worker: () => WorkerId.parse(randomUUID()),
};

/** A registered server with one worker. */
export type TestServer = { id: ServerId; epoch: ServerEpoch; workerId: WorkerId };

/** A database of its own with short verbs for what the tests of all stores need. */
export class Fixture {
  readonly #testDatabase: TestDatabase;
  readonly #extra: Database[] = [];
  /** Names of the statements that went to Postgres, in their order. */
  readonly statements: string[] = [];
  readonly db: Database;
  /** For looking at rows behind the stores' back. */
  readonly pool: pg.Pool;

  private constructor(testDatabase: TestDatabase, options: Partial<DatabaseOptions>) {
    this.#testDatabase = testDatabase;
    this.db = createDatabase({
      url: testDatabase.url,
      onStatement: (name) => this.statements.push(name),
      ...options,
      // A loaded machine must not make a test fail by a deadline that it is not about.
      limits: { databaseMs: 10_000, leaseMs: 60_000, ...options.limits },
    });
    this.pool = new pg.Pool({ connectionString: testDatabase.url, max: 4 });
    // Dropping the database ends connections that the pool has let go but that are not closed yet.
    this.pool.on('error', () => undefined);
  }

  static async create(options: Partial<DatabaseOptions> = {}): Promise<Fixture> {
    return new Fixture(await createTestDatabase(), options);
  }

  get url(): string {
    return this.#testDatabase.url;
  }

  /** A second process's view of the same database. */
  another(limits: DatabaseOptions['limits'] = {}): Database {
    const database = createDatabase({
      url: this.url,
      limits: { databaseMs: 10_000, leaseMs: 60_000, ...limits },
    });
    this.#extra.push(database);
    return database;
  }

  async close(): Promise<void> {
    await Promise.all([this.db, ...this.#extra].map((database) => database.close()));
    await this.pool.end();
    await this.#testDatabase.drop();
  }

  async query(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const { rows } = await this.pool.query<Record<string, unknown>>(sql, values);
    return rows;
  }

  async count(table: string): Promise<number> {
    const [row] = await this.query(`SELECT count(*)::integer AS n FROM "${table}"`);
    return Number(row?.['n']);
  }

  /** Row counts of all tables, and the reservations: what a refused call must not change. */
  async everything(): Promise<unknown> {
    const tables = await this.query(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
    );
    const counts = await Promise.all(tables.map(async ({ name }) => [name, await this.count(String(name))]));
    const servers = await this.query('SELECT id, load, reserved FROM media_server ORDER BY id');
    const seats = await this.query(
      'SELECT id, seat_epoch, current_peer_id, name FROM participant ORDER BY id',
    );
    return { counts, servers, seats };
  }

  server(options: Partial<RegisterServer> = {}): RegisterServer {
    return {
      id: newId.server(),
      name: 'media-0',
      url: 'ws://127.0.0.1:3001',
      version: '0.1.0',
      mediasoupVersion: '3.27.1',
      routerRtpCapabilities: { codecs: [] },
      capacity: 2000,
      workers: [{ id: newId.worker(), index: 0, pid: 4711, cpu: 0, routers: 0, consumers: 0 }],
      ...options,
    };
  }

  async addServer(options: Partial<RegisterServer> = {}): Promise<TestServer> {
    const server = this.server(options);
    const registered = await this.db.servers.register(server);
    if (registered.outcome !== 'registered') throw new Error(registered.outcome);
    const [worker] = server.workers;
    if (worker === undefined) throw new Error('a test server has a worker');
    return { id: server.id, epoch: registered.epoch, workerId: worker.id };
  }

  /** Makes the database believe that the server's lease ran out. */
  async expire(serverId: ServerId): Promise<void> {
    await this.query(`UPDATE media_server SET lease_until = now() - interval '1 second' WHERE id = $1`, [
      serverId,
    ]);
  }

  async addMeeting(options: { maxParticipants?: number; hostUserId?: UserId } = {}): Promise<MeetingRow> {
    const { hostUserId = newId.user(), ...settings } = options;
    const slug = createMeetingSlug(randomBytes);
    const created = await this.db.meetings.create({ slug, title: 'Weekly', hostUserId, settings });
    if (created.outcome !== 'created') throw new Error(created.outcome);
    return created.meeting;
  }

  joinInput(meetingId: MeetingId, server: TestServer, options: Partial<JoinRoom> = {}): JoinRoom {
    return {
      meetingId,
      userId: newId.user(),
      seatKey: SeatKey.parse('browser'),
      role: 'participant',
      name: 'Ann',
      peerId: newId.peer(),
      serverId: server.id,
      serverEpoch: server.epoch,
      weight: 1,
      takeOver: false,
      decision: { inputs: { load: 0 }, reasons: ['home'] },
      ...options,
    };
  }

  /** Joins, and fails the test when that is refused. */
  async join(
    meetingId: MeetingId,
    server: TestServer,
    options: Partial<JoinRoom> = {},
  ): Promise<JoinedRoom & { input: JoinRoom }> {
    const input = this.joinInput(meetingId, server, options);
    const outcome = await this.db.rooms.join(input);
    if (outcome.outcome !== 'joined') throw new Error(`join was refused: ${outcome.outcome}`);
    return { ...outcome, input };
  }

  /** A person on a router of their own, who sends a camera. */
  async joinAndProduce(meetingId: MeetingId, server: TestServer, options: Partial<JoinRoom> = {}) {
    const routerId = newId.router();
    const joined = await this.join(meetingId, server, { workerId: server.workerId, routerId, ...options });
    const producer = {
      producerId: newId.producer(),
      meetingId,
      peerId: joined.input.peerId,
      participantId: joined.participantId,
      seatEpoch: joined.seatEpoch,
      serverId: server.id,
      routerId,
      kind: 'video',
      source: 'camera',
      paused: false,
    } as const;
    if (!(await this.db.producers.add(producer))) throw new Error('the producer was not written');
    return { joined, producer, routerId };
  }
}
