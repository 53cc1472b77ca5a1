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
  /** The same for what clients send each server and get from it; with `relayPipes` only. */
  readonly relayClients?: boolean;
};

/** Several media servers in the test's process, on one database, each behind relays that a test can cut. */
export class LocalCluster {
  readonly servers: readonly LocalServer[];
  readonly #installation: Installation;
  readonly #wires = new Map<string, Wire>();
  readonly #clientWires: readonly Wire[];
  #pipeRelay: UdpRelay | undefined;

  private constructor(installation: Installation, servers: readonly LocalServer[]) {
    this.#installation = installation;
    this.servers = servers;
    this.#clientWires = servers.map(() => new Wire());
  }

  static async start(options: LocalClusterOptions): Promise<LocalCluster> {
    const { servers, each = {}, relayPipes = false, relayClients = false } = options;
    const installation = await Installation.create();
    const special = typeof servers === 'number' ? Array.from({ length: servers }, () => ({})) : servers;
    const started: LocalServer[] = [];
    // One after the other: each has taken its ports before the next one looks for free ones.
    for (const [index, own] of special.entries()) {
      const common = { name: `test-${index}`, workers: 2, portsPerWorker: PORTS_PER_WORKER };
      const relays = { databaseRelay: true, linkRelay: true };
      const pipe = { ...each.pipe, ...(relayPipes && { announcedAddress: addressOf(index) }) };
      const media = { ...each.media, ...(relayClients && { announcedAddress: addressOf(index) }) };
      const all = { ...common, ...relays, ...each, pipe, media, ...own };
      started.push(await LocalServer.start(all, installation));
    }
    const cluster = new LocalCluster(installation, started);
    if (relayPipes) await cluster.#relayMedia(relayClients);
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

  /** What the clients of a server send it and get from it, with the option `relayClients`. */
  clientsOf(index: number): Wire {
    return this.#clientWires[index] ?? new Wire();
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
    this.#pipeRelay?.close();
    await this.#installation.close();
  }

  async #relayMedia(relayClients: boolean): Promise<void> {
    const hosts = this.servers.map(({ pipePorts, clientPorts }, index) => ({
      name: String(index),
      address: addressOf(index),
      target: '127.0.0.1',
      ports: relayClients ? [...pipePorts, ...clientPorts] : pipePorts,
    }));
    const between = (one: { name: string }, other: { name: string }) =>
      this.mediaBetween(Number(one.name), Number(other.name));
    const toStrangers = ({ name }: { name: string }) => this.clientsOf(Number(name));
    this.#pipeRelay = await UdpRelay.start({ hosts, between, toStrangers });
  }
}

/** At which a server's pipes are announced. */
const addressOf = (index: number) => `127.0.1.${index + 1}`;
