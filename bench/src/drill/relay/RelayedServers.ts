import { TcpRelay, UdpRelay, Wire } from '@convene/horizontal/relay';
import type { Socket } from 'node:net';
import { processOfSocket } from './processOfSocket.ts';

/** Where the media servers really are. */
const HOME = '127.0.0.1';

/** A media server that tells the others an address of loopback of its own (`PIPE_ANNOUNCED_IP`, `LINK_URL`). */
export type RelayedServer = {
  readonly name: string;
  /** 127.0.1.k */
  readonly address: string;
  /** Its HTTP port, which is that of its links too. */
  readonly linkPort: number;
  /** All UDP ports of its workers' pipes. No other server has them. */
  readonly pipePorts: readonly number[];
  /** Links are known by the process that opens them. */
  readonly pid: () => number | undefined;
};

/** All that goes between two servers, in both directions. */
export class ServerPath {
  /** The links, which are connections. */
  readonly link = new Wire();
  /** The pipes, which are datagrams. */
  readonly media = new Wire();

  /** Links break and none comes about; no datagram comes through. */
  cut(): void {
    this.link.cut();
    this.media.cut();
  }

  /** Nothing comes through, and nobody is told. */
  silence(): void {
    this.link.silence();
    this.media.silence();
  }

  mend(): void {
    this.link.mend();
    this.media.mend();
  }
}

/** Stands between media servers of one machine, so that a drill can keep them from each other and let them meet again. */
export class RelayedServers {
  readonly #servers: readonly RelayedServer[];
  readonly #paths = new Map<string, ServerPath>();
  /** Of whom it is not known: a person who calls the announced address, for example. */
  readonly #others = new Wire();
  readonly #links: TcpRelay[] = [];
  #pipes: UdpRelay | undefined;

  private constructor(servers: readonly RelayedServer[]) {
    this.#servers = servers;
  }

  /** To be started before the servers are. @throws when a port is taken at its address */
  static async start(servers: readonly RelayedServer[]): Promise<RelayedServers> {
    const relays = new RelayedServers(servers);
    try {
      await relays.#start();
    } catch (error) {
      relays.close();
      throw error;
    }
    return relays;
  }

  /** The path between two servers, by their names. */
  between(one: string, other: string): ServerPath {
    const key = [one, other].sort().join(' ');
    const path = this.#paths.get(key) ?? new ServerPath();
    this.#paths.set(key, path);
    return path;
  }

  /** All paths that lead from one group of servers to all that are not in it. */
  around(names: readonly string[]): readonly ServerPath[] {
    const others = this.#servers.filter(({ name }) => !names.includes(name));
    return names.flatMap((name) => others.map((other) => this.between(name, other.name)));
  }

  /** Datagrams of pipes that came through, and that did not. */
  get datagrams(): { readonly passed: number; readonly lost: number } {
    return { passed: 0, lost: 0, ...this.#pipes?.counts };
  }

  close(): void {
    for (const relay of this.#links) relay.close();
    this.#pipes?.close();
  }

  async #start(): Promise<void> {
    this.#pipes = await UdpRelay.start({
      hosts: this.#servers.map(({ name, address, pipePorts }) => ({
        name,
        address,
        target: HOME,
        ports: pipePorts,
      })),
      between: (one, other) => this.between(one.name, other.name).media,
      toStrangers: () => this.#others,
    });
    for (const server of this.#servers) {
      const relay = await TcpRelay.start({
        address: server.address,
        port: server.linkPort,
        target: () => ({ hostname: HOME, port: server.linkPort }),
        wireOf: async (caller) => this.#wireOf(caller, server),
      });
      this.#links.push(relay);
    }
  }

  async #wireOf(caller: Socket, to: RelayedServer): Promise<Wire> {
    const { remoteAddress: address = HOME, remotePort: port = 0 } = caller;
    const pids = this.#servers.flatMap(({ pid }) => pid() ?? []);
    const door = { address: to.address, port: to.linkPort };
    const pid = await processOfSocket({ address, port }, door, pids);
    const from = this.#servers.find((server) => pid !== undefined && server.pid() === pid);
    return from === undefined ? this.#others : this.between(from.name, to.name).link;
  }
}
