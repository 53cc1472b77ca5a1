import { TcpRelay, UdpRelay, Wire } from 'bench';

/** Announced in the place of 127.0.0.1, to browsers and between servers: servers are told apart by their ports. */
const ADDRESS = '127.0.1.1';
/** Where they really are. */
const HOME = '127.0.0.1';

type Options = {
  readonly servers: number;
  readonly workers: number;
  readonly firstPort: number;
  readonly portsPerWorker: number;
};

/** The ways of packets: between two media servers, and from each to its clients. */
export class Wires {
  /** Between any two servers. */
  readonly pipes = new Wire();
  /** To be told to Convene. Less often than in a test's patience statistics would tell nothing. */
  readonly env = { ANNOUNCED_IP: ADDRESS, PIPE_ANNOUNCED_IP: ADDRESS, LIMIT_CONSUMER_STATS_MS: '1000' };
  readonly #options: Options;
  readonly #clients: readonly Wire[];
  #relay: UdpRelay | undefined;
  #tcp: readonly TcpRelay[] = [];

  private constructor(options: Options) {
    this.#options = options;
    this.#clients = Array.from({ length: options.servers }, () => new Wire());
  }

  static async start(options: Options): Promise<Wires> {
    const { servers, workers, firstPort, portsPerWorker } = options;
    const portsPerServer = workers * portsPerWorker;
    const wires = new Wires(options);
    wires.#relay = await UdpRelay.start({
      hosts: Array.from({ length: servers }, (_, index) => ({
        name: String(index),
        address: ADDRESS,
        target: HOME,
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

  /** What the clients of a server send it, and get from it, over UDP. */
  clientsOf(index: number): Wire {
    const wire = this.#clients[index];
    if (wire === undefined) throw new Error(`no server ${index}`);
    return wire;
  }

  /** Clients reach the servers over TCP, too; without this they are refused there, so that nobody goes around a bad wire. */
  async openTcp(): Promise<void> {
    const { servers, workers, firstPort, portsPerWorker } = this.#options;
    // The first port of each worker is for clients.
    const ports = Array.from({ length: servers * workers }, (_, index) => firstPort + index * portsPerWorker);
    for (const port of ports) {
      const target = () => ({ hostname: HOME, port });
      this.#tcp = [...this.#tcp, await TcpRelay.start({ address: ADDRESS, port, target })];
    }
  }

  /** As at the start. */
  mend(): void {
    for (const wire of [this.pipes, ...this.#clients]) wire.mend();
    this.#closeTcp();
  }

  close(): void {
    this.#relay?.close();
    this.#closeTcp();
  }

  #closeTcp(): void {
    for (const relay of this.#tcp) relay.close();
    this.#tcp = [];
  }
}
