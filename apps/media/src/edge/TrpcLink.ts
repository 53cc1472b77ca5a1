import { type LinkChannel, TrpcChannel } from '@convene/horizontal';
import { AppError, type Limits, type MeetingId, WireError, wireLimits } from '@convene/protocol';
import {
  type DemandReport,
  LinkedStreamStats,
  PartEvent,
  type ReadStreamStats,
  type StopOrder,
} from '@convene/protocol/link';
import { createTRPCClient, createWSClient, TRPCClientError, type TRPCClient, wsLink } from '@trpc/client';
import { type ErrorEvent, WebSocket } from 'ws';
import type { LinkClient, LinkDial, WatchListener } from '../cluster/linkPorts.ts';
import { Scope } from '../media/Scope.ts';
import type { LinkRouter } from './linkRouter.ts';

/** Node's codes for a certificate that it does not believe: `CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID` … */
const CERTIFICATE_CODE = /CERT|SIGNATURE|HOSTNAME|INVALID_(CA|PURPOSE)/;

/** Time for the closing handshake with a server that may be out of reach. */
const HANDSHAKE_MS = 150;

/**
 * A socket whose end does not wait for the other side: without an answer `ws` would take 30 s to say that it is closed.
 * Nor does its opening: the system goes on trying for two minutes, with pauses in which the way may be free again.
 */
const linkWebSocket = ({ linkCallMs: handshakeTimeout }: Limits) =>
  class LinkWebSocket extends WebSocket {
    constructor(url: string) {
      const maxPayload = wireLimits.linkMessageBytes;
      super(url, { maxPayload, perMessageDeflate: false, handshakeTimeout });
    }

    override close(code?: number, data?: string | Buffer): void {
      super.close(code, data);
      setTimeout(() => this.terminate(), HANDSHAKE_MS).unref();
    }
  };

/** A link over tRPC. Its client opens the next socket by itself, and subscribes again to what it was subscribed to. */
export class TrpcLink implements LinkClient {
  readonly mediasoup: LinkChannel;
  readonly #trpc: TRPCClient<LinkRouter>;
  readonly #socket: ReturnType<typeof createWSClient>;
  readonly #limits: Limits;
  readonly #dial: LinkDial;
  readonly #scope = new Scope();
  /** Those that opened so far. */
  #sockets = 0;

  constructor(dial: LinkDial, limits: Limits) {
    this.#dial = dial;
    this.#limits = limits;
    this.#socket = createWSClient({
      url: async () => this.#url(),
      connectionParams: async () => ({ token: await this.#orBroken(dial.token()) }),
      // `ws` has the whole API of the browser's class that tRPC uses.
      WebSocket: linkWebSocket(limits) as unknown as typeof globalThis.WebSocket,
      retryDelayMs: dial.retryMs,
      keepAlive: { enabled: true, intervalMs: limits.heartbeatMs, pongTimeoutMs: limits.linkCallMs },
      onOpen: () => void this.#sayHello(++this.#sockets),
      onClose: () => {
        if (!this.#scope.closed) dial.onBroken(undefined);
      },
      onError: (event) => {
        if (!this.#scope.closed) dial.onBroken(certificateError(event));
      },
    });
    this.#trpc = createTRPCClient<LinkRouter>({ links: [wsLink({ client: this.#socket })] });
    this.mediasoup = new TrpcChannel(this.#trpc.mediasoup);
  }

  watchRoom(meetingId: MeetingId, listener: WatchListener): () => void {
    let stopped = false;
    const end = (error: AppError | undefined) => {
      if (stopped) return;
      stopped = true;
      listener.onEnd(error);
    };
    const subscription = this.#trpc.watchRoom.subscribe(
      { meetingId },
      {
        onData: (data) => {
          const event = PartEvent.safeParse(data);
          if (stopped) return;
          if (event.success) listener.onEvent(event.data);
          else {
            subscription.unsubscribe();
            end(AppError.invalidInput('partEvent', event.error));
          }
        },
        onError: (error) => end(toAppError(error)),
        onComplete: () => end(undefined),
      },
    );
    return () => {
      stopped = true;
      subscription.unsubscribe();
    };
  }

  async reportDemand(report: DemandReport): Promise<void> {
    await this.#call((options) => this.#trpc.reportDemand.mutate(report, options));
  }

  async order(order: StopOrder): Promise<void> {
    await this.#call((options) => this.#trpc.order.mutate(order, options));
  }

  async readStreamStats(asked: ReadStreamStats): Promise<LinkedStreamStats> {
    const answer = await this.#call((options) => this.#trpc.readStreamStats.query(asked, options));
    return LinkedStreamStats.parse(answer);
  }

  close(): void {
    this.#scope.close();
    void this.#socket.close();
  }

  /**
   * Until it is answered or a younger socket takes its place: an answer may be lost with the socket before, while tRPC puts
   * this one in its place.
   */
  async #sayHello(socket: number): Promise<void> {
    const isOver = () => this.#scope.closed || socket !== this.#sockets;
    if (isOver()) return;
    try {
      await this.#call((options) => this.#trpc.hello.query(undefined, options));
      if (!isOver()) this.#dial.onOpen();
    } catch (reason) {
      if (isOver()) return;
      const error = AppError.from(reason);
      this.#dial.onBroken(error);
      // The socket of whoever is refused is closed by the other side.
      if (error.code === 'timeout') {
        this.#scope.timeout(this.#dial.retryMs(), () => void this.#sayHello(socket));
      }
    }
  }

  async #url(): Promise<string> {
    return this.#orBroken(this.#dial.url());
  }

  async #orBroken<T>(value: Promise<T>): Promise<T> {
    try {
      return await value;
    } catch (error) {
      if (!this.#scope.closed) this.#dial.onBroken(AppError.from(error));
      throw error;
    }
  }

  /** @throws AppError timeout, and what the other server answers */
  async #call<T>(call: (options: { signal: AbortSignal }) => Promise<T>): Promise<T> {
    const ms = this.#limits.linkCallMs;
    const signal = AbortSignal.timeout(ms);
    try {
      return await call({ signal });
    } catch (error) {
      throw signal.aborted ? AppError.timeout('link', ms) : toAppError(error);
    }
  }
}

/** Why no socket came about, when it is the other server's certificate: nothing was sent to it, the credential neither. */
function certificateError(event: Event | undefined): AppError | undefined {
  // Of `ws`, which has put the cause into it.
  const { error } = (event ?? {}) as Partial<ErrorEvent>;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return CERTIFICATE_CODE.test(code) ? AppError.unauthorized(`certificate ${code}`, error) : undefined;
}

function toAppError(error: unknown): AppError {
  if (!(error instanceof TRPCClientError)) return AppError.from(error);
  // The other server's word: of a broken link there is none.
  const data: { wire?: unknown } | undefined = error.data;
  const wire = WireError.safeParse(data?.wire);
  return wire.success ? AppError.fromWire(wire.data) : AppError.of('timeout', { what: 'link' }, error);
}
