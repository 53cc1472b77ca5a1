import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Wire } from './Wire.ts';

/** One host as others are told to reach it. */
export type RelayedHost = {
  readonly name: string;
  /** Announced in the place of its own one, where the relay stands for it. */
  readonly address: string;
  /** Where it really is. */
  readonly target: string;
  /** The UDP ports that it may use. No other host of the relay has them. */
  readonly ports: readonly number[];
};

export type UdpRelayOptions = {
  readonly hosts: readonly RelayedHost[];
  readonly between: (one: RelayedHost, other: RelayedHost) => Wire;
  /** From and to whom is none of the hosts. */
  readonly toStrangers: (host: RelayedHost) => Wire;
};

type Door = { readonly host: RelayedHost; readonly port: number; readonly socket: Socket };
/** For one stranger at one door: a socket that the host takes for them. */
type Stranger = { readonly socket: Socket; lastHeardAt: number };

/** A stranger of whom nothing was heard for this long is forgotten, as by a NAT. */
const STRANGER_MS = 60_000;

/**
 * Stands for hosts at the addresses that they announce, on each of their ports, and passes datagrams on so that they
 * come from where their sender is announced: a PipeTransport takes none from anywhere else.
 */
export class UdpRelay {
  readonly #options: UdpRelayOptions;
  readonly #doors = new Map<number, Door>();
  readonly #strangers = new Map<string, Stranger>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #sweeping: NodeJS.Timeout;
  /** Datagrams that were carried, and that were not. */
  readonly counts = { passed: 0, lost: 0 };

  private constructor(options: UdpRelayOptions) {
    this.#options = options;
    this.#sweeping = setInterval(() => this.#forgetStrangers(), STRANGER_MS / 2).unref();
  }

  /** @throws when a port is taken at its address */
  static async start(options: UdpRelayOptions): Promise<UdpRelay> {
    const relay = new UdpRelay(options);
    try {
      for (const host of options.hosts) for (const port of host.ports) await relay.#open(host, port);
    } catch (error) {
      relay.close();
      throw error;
    }
    return relay;
  }

  close(): void {
    clearInterval(this.#sweeping);
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { socket } of [...this.#doors.values(), ...this.#strangers.values()]) socket.close();
    this.#doors.clear();
    this.#strangers.clear();
  }

  async #open(host: RelayedHost, port: number): Promise<void> {
    if (this.#doors.has(port)) throw new Error(`two hosts have the port ${port}`);
    const socket = createSocket('udp4');
    try {
      const bound = once(socket, 'listening');
      socket.bind(port, host.address);
      await bound;
    } catch (error) {
      socket.close();
      throw error;
    }
    // A packet that finds nobody is lost, as on any wire.
    socket.on('error', () => {});
    const door = { host, port, socket };
    socket.on('message', (packet, sender) => this.#received(door, packet, sender));
    this.#doors.set(port, door);
  }

  #received(door: Door, packet: Buffer, sender: { address: string; port: number }): void {
    const { host, port } = door;
    const from = this.#doors.get(sender.port);
    if (from !== undefined && from.host.target === sender.address) {
      const wire = this.#options.between(from.host, host);
      this.#pass(wire, packet, () => from.socket.send(packet, port, host.target));
    } else {
      const { socket } = this.#strangerAt(door, sender);
      this.#pass(this.#options.toStrangers(host), packet, () => socket.send(packet, port, host.target));
    }
  }

  #strangerAt(door: Door, { address, port }: { address: string; port: number }): Stranger {
    const key = `${address}:${port} ${door.port}`;
    const known = this.#strangers.get(key);
    if (known !== undefined) {
      known.lastHeardAt = performance.now();
      return known;
    }
    const socket = createSocket('udp4');
    socket.on('error', () => {});
    socket.on('message', (answer) => {
      this.#pass(this.#options.toStrangers(door.host), answer, () => door.socket.send(answer, port, address));
    });
    const stranger = { socket, lastHeardAt: performance.now() };
    this.#strangers.set(key, stranger);
    return stranger;
  }

  #pass(wire: Wire, packet: Buffer, send: () => void): void {
    const delayMs = wire.datagramDelayMs(packet.length);
    if (delayMs === undefined) {
      this.counts.lost += 1;
      return;
    }
    this.counts.passed += 1;
    if (delayMs === 0) {
      send();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      send();
    }, delayMs);
    this.#timers.add(timer);
  }

  #forgetStrangers(): void {
    const before = performance.now() - STRANGER_MS;
    for (const [key, { socket, lastHeardAt }] of this.#strangers) {
      if (lastHeardAt > before) continue;
      this.#strangers.delete(key);
      socket.close();
    }
  }
}
