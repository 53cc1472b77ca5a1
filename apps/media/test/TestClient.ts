import type {
  JoinInput,
  Joined,
  LoggedEvent,
  RoomEvent,
  RoomEventOf,
  RtpCapabilities,
} from '@convene/protocol';
import type { SignalingRouter } from '@convene/signaling';
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import { waitFor } from './waitFor.ts';

/** A tRPC client over one socket, without media: what a browser sends, by hand. It does not come back by itself. */
export class TestClient {
  readonly trpc: TRPCClient<SignalingRouter>;
  readonly events: LoggedEvent[] = [];
  readonly #socket: ReturnType<typeof createWSClient>;
  #closeCode: number | undefined;
  #closeReason = '';
  #openedSocket: WebSocket | undefined;

  constructor(url: string, params: Record<string, string>) {
    // tRPC's own client would connect again and again.
    const onClosed = (code: number, reason: string) => {
      this.#closeCode = code;
      this.#closeReason = reason;
      void this.#socket.close();
    };
    const onOpening = (socket: WebSocket) => {
      this.#openedSocket = socket;
    };
    class OnceWebSocket extends WebSocket {
      constructor(address: string) {
        super(address);
        onOpening(this);
        this.once('close', (code, reason) => onClosed(code, reason.toString()));
      }
    }
    this.#socket = createWSClient({
      url: `${url.replace(/^http/, 'ws')}/signaling`,
      connectionParams: params,
      // `ws` has the whole API of the browser's class that tRPC uses.
      WebSocket: OnceWebSocket as unknown as typeof globalThis.WebSocket,
      retryDelayMs: () => 3_600_000,
    });
    this.trpc = createTRPCClient<SignalingRouter>({ links: [wsLink({ client: this.#socket })] });
  }

  get closeCode(): number | undefined {
    return this.#closeCode;
  }

  get closeReason(): string {
    return this.#closeReason;
  }

  /** The socket under it, from the moment at which it begins to connect, and after its end. */
  get openedSocket(): WebSocket | undefined {
    return this.#openedSocket;
  }

  /** The socket under it, to send what no client would. */
  get webSocket(): WebSocket {
    const ws: unknown = this.#socket.connection?.ws;
    if (!(ws instanceof WebSocket)) throw new Error('not connected');
    return ws;
  }

  subscribe(after: number): void {
    this.trpc.events.subscribe(
      { lastEventId: after },
      {
        onData: ({ id, data }) => this.events.push({ eventId: Number(id), event: data }),
        onError: () => {},
      },
    );
  }

  /** `prepare` and `join`, and the events from there on. */
  async join(input: Partial<JoinInput> = {}): Promise<Joined> {
    const prepared = await this.trpc.prepare.mutate();
    return this.joinWith(prepared.routerRtpCapabilities, input);
  }

  async joinWith(rtpCapabilities: RtpCapabilities, input: Partial<JoinInput> = {}): Promise<Joined> {
    const answer = await this.trpc.join.mutate({
      name: 'Ada',
      rtpCapabilities,
      muted: false,
      cameraOff: false,
      ...input,
    });
    if (answer.result !== 'joined') throw new Error(`join answered ${answer.result}`);
    this.subscribe(answer.eventId);
    return answer;
  }

  eventsOf<T extends RoomEvent['type']>(type: T): RoomEventOf<T>[] {
    return this.events.flatMap(({ event }) => (event.type === type ? [event as RoomEventOf<T>] : []));
  }

  async waitForEvent<T extends RoomEvent['type']>(type: T, nth = 1): Promise<RoomEventOf<T>> {
    return waitFor(`event ${type} (number ${nth})`, () => this.eventsOf(type)[nth - 1]);
  }

  async waitForClose(): Promise<number> {
    return waitFor('the socket to close', () => this.#closeCode);
  }

  /** The socket breaks, without a word. */
  drop(): void {
    this.webSocket.terminate();
  }

  close(): void {
    void this.#socket.close();
    this.#socket.connection?.ws?.close();
  }
}
