import type { RtpCapabilities, ServerEpoch, ServerId } from '@convene/protocol';
import type { Connection } from '../connection/Connection.ts';
import type { ServerRow, ServerState, ServerTrouble, WorkerReport } from '../rows/server.ts';
import {
  getServer,
  heartbeat,
  listServers,
  registerServer,
  removeExpired,
  setState,
} from './serverStatements.ts';

export type RegisterServer = {
  id: ServerId;
  /** Left out by a new process. A process that lost its lease registers again with the epoch that it has. */
  epoch?: ServerEpoch;
  name: string;
  region?: string;
  url: string;
  linkUrl?: string;
  linkPublicKey?: string;
  announcedIp?: string;
  version: string;
  mediasoupVersion: string;
  routerRtpCapabilities: RtpCapabilities;
  state?: ServerState;
  capacity: number;
  workers: readonly WorkerReport[];
};

/** `superseded`: a younger process has registered under this id; the caller must end. */
export type RegisterOutcome = ({ outcome: 'registered'; epoch: ServerEpoch } | { outcome: 'superseded' }) &
  DatabaseTime;

/** What the database's clock showed when it answered. */
export type DatabaseTime = { databaseAt: number };

export type Heartbeat = {
  id: ServerId;
  epoch: ServerEpoch;
  load: number;
  reserved: number;
  state?: ServerState;
  /** Consumers that its workers may have: less than at its start when one was given up. */
  capacity?: number;
  troubles?: readonly ServerTrouble[];
  /** All workers that live; rows of others fall with all that was on them. */
  workers: readonly WorkerReport[];
};

/** `lost`: the row is gone or belongs to a younger process: register again. */
export type HeartbeatOutcome = ({ outcome: 'ok' } & DatabaseTime) | { outcome: 'lost' };

/** The media servers and their workers. Whether one is alive is judged by the database's clock alone. */
export class ServerStore {
  readonly #connection: Connection;
  readonly #leaseMs: number;

  constructor(connection: Connection, options: { leaseMs: number }) {
    this.#connection = connection;
    this.#leaseMs = options.leaseMs;
  }

  /** Writes a server's row at its start (000-1..8): whatever an earlier process of it left is cleared first. */
  async register(server: RegisterServer): Promise<RegisterOutcome> {
    const row = await this.#connection.row(registerServer, [
      JSON.stringify({ ...server, leaseMs: this.#leaseMs }),
    ]);
    if (row === undefined) throw new Error('register_server answered no row');
    return { ...row.outcome, databaseAt: row.databaseAt };
  }

  /** Renews the lease and writes what the server weighs now. */
  async heartbeat(beat: Heartbeat): Promise<HeartbeatOutcome> {
    const row = await this.#connection.row(heartbeat, [
      beat.id,
      beat.epoch,
      beat.load,
      beat.reserved,
      beat.state ?? null,
      this.#leaseMs,
      JSON.stringify(beat.workers),
      beat.capacity ?? null,
      JSON.stringify(beat.troubles ?? []),
    ]);
    return row === undefined ? { outcome: 'lost' } : { outcome: 'ok', databaseAt: row.databaseAt };
  }

  /** Says that a server takes no more people, or takes them again. */
  async setState(change: { id: ServerId; epoch: ServerEpoch; state: ServerState }): Promise<'ok' | 'lost'> {
    const row = await this.#connection.row(setState, [change.id, change.epoch, change.state]);
    return row === undefined ? 'lost' : 'ok';
  }

  /** The last act of a process: its row falls with all that hangs on it. A younger process's row stays. */
  async unregister({ id, epoch }: { id: ServerId; epoch: ServerEpoch }): Promise<void> {
    await this.#connection.prisma((prisma) => prisma.mediaServer.deleteMany({ where: { id, epoch } }));
  }

  /**
   * Removes servers whose lease ran out at least `graceMs` ago. Only for an observer that had the database itself
   * without a break for one lease: else it would take its own outage for theirs.
   */
  async removeExpired({ graceMs }: { graceMs: number }): Promise<ServerId[]> {
    const rows = await this.#connection.rows(removeExpired, [graceMs]);
    return rows.map(({ serverId }) => serverId);
  }

  async list(): Promise<ServerRow[]> {
    return this.#connection.rows(listServers, []);
  }

  /** One server's address and state (000-32). */
  async get(id: ServerId): Promise<ServerRow | undefined> {
    return this.#connection.row(getServer, [id]);
  }
}
