import { UdpRelay, Wire } from 'bench';

/** Announced in the place of 127.0.0.1, to browsers and between servers: servers are told apart by their ports. */
const ADDRESS = '127.0.1.1';

type Options = { readonly servers: number; readonly firstPort: number; readonly portsPerServer: number };

/** The ways of packets: between two media servers, and from each to its clients. */
export class Wires {
  /** Between any two servers. */
  readonly pipes = new Wire();
  /** To be told to Convene. Less often than in a test's patience statistics would tell nothing. */
  readonly env = { ANNOUNCED_IP: ADDRESS, PIPE_ANNOUNCED_IP: ADDRESS, LIMIT_CONSUMER_STATS_MS: '1000' };
  readonly #clients: readonly Wire[];
  #relay: UdpRelay | undefined;

  private constructor(servers: number) {
    this.#clients = Array.from({ length: servers }, () => new Wire());
  }

  static async start({ servers, firstPort, portsPerServer }: Options): Promise<Wires> {
    const wires = new Wires(servers);
    wires.#relay = await UdpRelay.start({
      hosts: Array.from({ length: servers }, (_, index) => ({
        name: String(index),
        address: ADDRESS,
        target: '127.0.0.1',
        ports: Array.from(
          { length: portsPerServer },
          (__, port) => firstPort + index * portsPerServer + port,
        ),
      })),
      between: () => wires.pipes,
      toStrangers: ({ name }) => wires.clientsOf(Number(name)),
    });
    return wires;
  }

  /** What the clients of a server send it, and get from it. */
  clientsOf(index: number): Wire {
    const wire = this.#clients[index];
    if (wire === undefined) throw new Error(`no server ${index}`);
    return wire;
  }

  mend(): void {
    for (const wire of [this.pipes, ...this.#clients]) wire.mend();
  }

  close(): void {
    this.#relay?.close();
  }
}
