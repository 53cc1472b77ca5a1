import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Flow } from './Flow.ts';
import { Wire } from './Wire.ts';

export type RelayTarget = { readonly hostname: string; readonly port: string | number };

export type TcpRelayOptions = {
  /** Asked for at each connection; while there is none, connections break. */
  readonly target: () => RelayTarget | undefined;
  /** Where it listens: on 127.0.0.1 and a free port, unless given. */
  readonly address?: string;
  readonly port?: number;
  /** The wire of one connection, by who has made it; without it all have the relay's own. */
  readonly wireOf?: (caller: Socket) => Promise<Wire>;
};

type Carried = {
  readonly caller: Socket;
  readonly upstream: Socket;
  readonly questions: Flow;
  readonly answers: Flow;
  readonly wire: Wire;
};

/** Stands before a TCP server (a Postgres, another media server), so that it can be taken away and given back. */
export class TcpRelay {
  readonly port: number;
  /** Of all connections for which no other was named. */
  readonly wire = new Wire();
  readonly #options: TcpRelayOptions;
  readonly #server: Server;
  readonly #carried = new Set<Carried>();
  /** Those whose wire is not known yet. */
  readonly #arriving = new Set<Socket>();
  #losesAnswers = false;

  private constructor(options: TcpRelayOptions, server: Server) {
    this.#options = options;
    this.#server = server;
    // A server that listens on a TCP port has such an address.
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (caller) => {
      this.#arrived(caller).catch(() => caller.destroy());
    });
  }

  static async start(options: TcpRelayOptions | TcpRelayOptions['target']): Promise<TcpRelay> {
    const named = typeof options === 'function' ? { target: options } : options;
    const server = createServer({ noDelay: true, allowHalfOpen: true });
    server.listen(named.port ?? 0, named.address ?? '127.0.0.1');
    await once(server, 'listening');
    return new TcpRelay(named, server);
  }

  /** The same URL, by way of the relay. */
  through(url: string): string {
    const relayed = new URL(url);
    relayed.hostname = this.#options.address ?? '127.0.0.1';
    relayed.port = String(this.port);
    return relayed.href;
  }

  /** All connections break, and no new one comes about. */
  cut(): void {
    this.wire.cut();
    this.#breakAll();
  }

  /** Connections stand, new ones come about, and nothing comes through them. */
  stall(): void {
    this.wire.silence();
  }

  /** What is asked is done, and its answer gets lost. */
  loseAnswers(): void {
    this.#losesAnswers = true;
    for (const { answers } of this.#carried) answers.hold();
  }

  /** Callers begin anew. */
  mend(): void {
    this.#losesAnswers = false;
    this.wire.mend();
    this.#breakAll();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  async #arrived(caller: Socket): Promise<void> {
    this.#arriving.add(caller);
    caller.on('error', () => caller.destroy());
    // What it says meanwhile is kept for it.
    const wire = (await this.#options.wireOf?.(caller)) ?? this.wire;
    this.#arriving.delete(caller);
    const to = this.#options.target();
    if (caller.destroyed || wire.state === 'cut' || to === undefined) {
      caller.destroy();
      return;
    }
    const where = { host: to.hostname, port: Number(to.port) };
    this.#carry(caller, connect({ ...where, noDelay: true, allowHalfOpen: true }), wire);
  }

  #carry(caller: Socket, upstream: Socket, wire: Wire): void {
    const delayMs = () => wire.delayMs;
    const carried: Carried = {
      caller,
      upstream,
      questions: new Flow(caller, upstream, delayMs),
      answers: new Flow(upstream, caller, delayMs),
      wire,
    };
    this.#carried.add(carried);
    const stopListening = wire.onChange(() => this.#follow(carried));
    const isOver = () => caller.destroyed && upstream.destroyed;
    for (const socket of [caller, upstream]) {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        if (!isOver()) return;
        stopListening();
        this.#carried.delete(carried);
      });
    }
    this.#follow(carried);
  }

  #follow({ caller, upstream, questions, answers, wire }: Carried): void {
    if (wire.state === 'cut') {
      caller.destroy();
      upstream.destroy();
      return;
    }
    const isSilent = wire.state === 'silent';
    if (isSilent) questions.hold();
    else questions.release();
    if (isSilent || this.#losesAnswers) answers.hold();
    else answers.release();
  }

  #breakAll(): void {
    for (const socket of this.#arriving) socket.destroy();
    for (const { caller, upstream } of this.#carried) {
      caller.destroy();
      upstream.destroy();
    }
  }
}
