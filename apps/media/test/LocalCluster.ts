import type { Database } from '@convene/db';
import { UdpRelay, Wire } from '@convene/horizontal/relay';
import { Installation, type TestMeeting } from './Installation.ts';
import { LocalServer, type LocalServerOptions, type TokenOptions } from './LocalServer.ts';
import type { TestClient } from './TestClient.ts';

/** Ports of one worker: one for clients, the others for its pipes. */
const PORTS_PER_WORKER = 40;

export type LocalClusterOptions = {
  /** How many, or what is special about each. */
  readonly servers: number | readonly LocalServerOptions[];
  /** What all have in common. */
  readonly each?: LocalServerOptions;
  /** Each announces its pipes at an address of its own, and what they send each other goes over wires. */
  readonly relayPipes?: boolean;
};

/** Several media servers in the test's process, on one database, each behind relays that a test can cut. */
export class LocalCluster {
  readonly servers: readonly LocalServer[];
  readonly #installation: Installation;
  readonly #wires = new Map<string, Wire>();
  #pipeRelay: UdpRelay | undefined;

  private constructor(installation: Installation, servers: readonly LocalServer[]) {
    this.#installation = installation;
    this.servers = servers;
  }

  static async start({ servers, each = {}, relayPipes = false }: LocalClusterOptions): Promise<LocalCluster> {
    const installation = await Installation.create();
    const special = typeof servers === 'number' ? Array.from({ length: servers }, () => ({})) : servers;
    const started: LocalServer[] = [];
    // One after the other: each has taken its ports before the next one looks for free ones.
    for (const [index, options] of special.entries()) {
      const common = { name: `test-${index}`, workers: 2, portsPerWorker: PORTS_PER_WORKER };
      const relays = { databaseRelay: true, linkRelay: true };
      const pipe = { ...each.pipe, ...(relayPipes && { announcedAddress: addressOf(index) }) };
      const all = { ...common, ...relays, ...each, pipe, ...options };
      started.push(await LocalServer.start(all, installation));
    }
    const cluster = new LocalCluster(installation, started);
    if (relayPipes) await cluster.#relayPipes();
    return cluster;
  }

  get database(): Database {
    return this.#installation.database;
  }

  /** What starting one more server on the same database takes. */
  get installation(): Installation {
    return this.#installation;
  }

  /** @throws an Error when there are fewer */
  server(index: number): LocalServer {
    const server = this.servers[index];
    if (server === undefined) throw new Error(`no server ${index}`);
    return server;
  }

  /** A meeting without a home: people join it on whichever server a test chooses. */
  async createMeeting(settings: { maxParticipants?: number } = {}): Promise<TestMeeting> {
    return this.#installation.createMeeting(settings);
  }

  /** A client on the chosen server. */
  async enter(index: number, meeting: TestMeeting, options: TokenOptions = {}): Promise<TestClient> {
    return this.server(index).enter(meeting, options);
  }

  /** No server reaches another one any more; all reach the database. */
  cutLinks(): void {
    for (const { linkRelay } of this.servers) linkRelay?.cut();
  }

  /** What they say over their links does not arrive, and nobody is told. */
  silenceLinks(): void {
    for (const { linkRelay } of this.servers) linkRelay?.stall();
  }

  mendLinks(): void {
    for (const { linkRelay } of this.servers) linkRelay?.mend();
  }

  /** What the pipes of two servers send each other, with the option `relayPipes`. */
  mediaBetween(one: number, other: number): Wire {
    const key = [one, other].sort((a, b) => a - b).join(' ');
    const wire = this.#wires.get(key) ?? new Wire();
    this.#wires.set(key, wire);
    return wire;
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
    this.#pipeRelay?.close();
    await this.#installation.close();
  }
  async #relayPipes(): Promise<void> {
    const hosts = this.servers.map(({ pipePorts: ports }, index) => ({
      name: String(index),
      address: addressOf(index),
      target: '127.0.0.1',
      ports,
    }));
    const between = (one: { name: string }, other: { name: string }) =>
      this.mediaBetween(Number(one.name), Number(other.name));
    this.#pipeRelay = await UdpRelay.start({ hosts, between, toStrangers: () => new Wire() });
  }
}

/** At which a server's pipes are announced. */
const addressOf = (index: number) => `127.0.1.${index + 1}`;
