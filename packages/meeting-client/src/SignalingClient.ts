import {
  AppError,
  CLIENT_GONE,
  type ConnectionParams,
  type ConnectTransportInput,
  type ConsumerId,
  ErrorCode,
  EventId,
  FIRST_REFUSED,
  type JoinInput,
  JoinOutput,
  type LoggedEvent,
  PEER_CLOSED,
  PeerCloseReason,
  PrepareOutput,
  type ProduceDataInput,
  ProduceDataOutput,
  type ProduceInput,
  ProduceOutput,
  type ProducerId,
  type RenewMediaInput,
  RenewMediaOutput,
  RestartIceOutput,
  RoomEvent,
  type StreamId,
  type TransportId,
  type View,
} from '@convene/protocol';
import type { ReportSendStatsInput, StreamStats } from '@convene/protocol/stats';
import type { OpenCheckInput } from '@convene/protocol/check';
import type { SignalingRouter } from '@convene/signaling';
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from '@trpc/client';
import { backoffMs, comingBack } from './backoff.ts';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import { promptWebSocket } from './promptWebSocket.ts';
import { Scope } from './Scope.ts';

/** A network that swallows packets answers neither yes nor no; browsers would wait for minutes. */
const CONNECT_DEADLINE_MS = 8000;
const KEEP_ALIVE = { enabled: true, intervalMs: 5000, pongTimeoutMs: 5000 } as const;

export type SignalingClientOptions = {
  /** The media server's base URL, http(s). */
  readonly serverUrl: string;
  readonly token: string;
  readonly log: ClientLog;
  readonly webSocket?: typeof WebSocket | undefined;
  readonly onEvent: (event: LoggedEvent) => void;
  /** Events flow (again). */
  readonly onConnected: () => void;
  /** The socket is gone; it is opened again until `close`. */
  readonly onDisconnected: () => void;
  /** The server closed this peer. It is the last event too; the socket says it where none is listened to. */
  readonly onPeerClosed: (reason: PeerCloseReason) => void;
  /** The server does not let this peer in any more. */
  readonly onRefused: (error: AppError) => void;
};

/** A request of the host tools, which answers nothing. */
export type HostCall = (trpc: TRPCClient<SignalingRouter>) => Promise<unknown>;

/**
 * Requests to, and events from, one peer on one media server. The socket is opened again by tRPC, with the resume token
 * once there is one; the events go on where they stopped. A request whose socket is lost fails: it may have run.
 */
export class SignalingClient {
  readonly #options: SignalingClientOptions;
  readonly #socket: ReturnType<typeof createWSClient>;
  readonly #scope = new Scope();
  readonly #url: string;
  readonly #trpc: TRPCClient<SignalingRouter>;
  #credential: ConnectionParams;
  /** The wait before the next socket; none before the first. */
  #pauseMs = 0;
  #promptly = false;
  #cancelDeadline: (() => void) | undefined;
  #lastEventId: EventId = 0;
  #unsubscribe: (() => void) | undefined;

  constructor(options: SignalingClientOptions) {
    this.#options = options;
    this.#credential = { token: options.token };
    this.#url = `${options.serverUrl.replace(/^http/, 'ws').replace(/\/$/, '')}/signaling`;
    this.#socket = createWSClient({
      url: () => this.#address(),
      // Asked for again at each connect; travels in the first frame, never in the URL.
      connectionParams: () => this.#credential,
      // tRPC's own wait cannot be cut short.
      retryDelayMs: (attempt) => this.#pauseBefore(attempt),
      keepAlive: KEEP_ALIVE,
      WebSocket: promptWebSocket(options.webSocket ?? WebSocket),
      onOpen: () => (this.#promptly = false),
      onClose: (close) => this.#onClose(close),
    });
    this.#trpc = createTRPCClient<SignalingRouter>({ links: [wsLink({ client: this.#socket })] });
  }

  /** From now on a new socket opens this very peer again. */
  resumeWith(resumeToken: string): void {
    this.#credential = { resumeToken };
  }

  get #closed(): boolean {
    return this.#scope.closed;
  }

  async prepare(): Promise<PrepareOutput> {
    const prepared = PrepareOutput.parse(await this.#request(() => this.#trpc.prepare.mutate()));
    this.resumeWith(prepared.resumeToken);
    return prepared;
  }

  async keepPrepared(): Promise<void> {
    await this.#request(() => this.#trpc.keepPrepared.mutate());
  }

  async join(input: JoinInput): Promise<JoinOutput> {
    const joined = JoinOutput.parse(await this.#request(() => this.#trpc.join.mutate(input)));
    if (joined.result === 'joined' || joined.result === 'waiting') this.resumeWith(joined.resumeToken);
    return joined;
  }

  async renewMedia(input: RenewMediaInput): Promise<RenewMediaOutput> {
    return RenewMediaOutput.parse(await this.#request(() => this.#trpc.renewMedia.mutate(input)));
  }

  /** What is answered is for the check to understand, which is loaded on demand. */
  async openCheck(input: OpenCheckInput): Promise<unknown> {
    return this.#request(() => this.#trpc.openCheck.mutate(input));
  }

  async connectTransport(input: ConnectTransportInput): Promise<void> {
    await this.#request(() => this.#trpc.connectTransport.mutate(input));
  }

  async restartIce(transportId: TransportId): Promise<RestartIceOutput> {
    return RestartIceOutput.parse(await this.#request(() => this.#trpc.restartIce.mutate({ transportId })));
  }

  async produce(input: ProduceInput): Promise<ProduceOutput> {
    return ProduceOutput.parse(await this.#request(() => this.#trpc.produce.mutate(input)));
  }

  async produceData(input: ProduceDataInput): Promise<ProduceDataOutput> {
    return ProduceDataOutput.parse(await this.#request(() => this.#trpc.produceData.mutate(input)));
  }

  async pauseProducer(producerId: ProducerId): Promise<void> {
    await this.#request(() => this.#trpc.pauseProducer.mutate({ producerId }));
  }

  async resumeProducer(producerId: ProducerId): Promise<void> {
    await this.#request(() => this.#trpc.resumeProducer.mutate({ producerId }));
  }

  async closeProducer(producerId: ProducerId): Promise<void> {
    await this.#request(() => this.#trpc.closeProducer.mutate({ producerId }));
  }

  async resumeConsumer(consumerId: ConsumerId): Promise<void> {
    await this.#request(() => this.#trpc.resumeConsumer.mutate({ consumerId }));
  }

  async setView(view: View): Promise<void> {
    await this.#request(() => this.#trpc.setView.mutate(view));
  }

  async rename(name: string): Promise<void> {
    await this.#request(() => this.#trpc.rename.mutate({ name }));
  }

  /** One of the host tools. */
  async ask(call: HostCall): Promise<void> {
    await this.#request(() => call(this.#trpc));
  }

  /** Its schema is loaded with those who ask. */
  async getStreamStats(streamId: StreamId): Promise<StreamStats> {
    return this.#request(() => this.#trpc.getStreamStats.mutate({ streamId }));
  }

  async reportSendStats(input: ReportSendStatsInput): Promise<void> {
    await this.#request(() => this.#trpc.reportSendStats.mutate(input));
  }

  async leave(): Promise<void> {
    await this.#request(() => this.#trpc.leave.mutate());
  }

  /** Listens to the events after `after`; tRPC asks from the last one received whenever the socket is new. */
  subscribe(after: EventId): void {
    this.#unsubscribe?.();
    this.#lastEventId = after;
    const subscription = this.#trpc.events.subscribe(
      { lastEventId: after },
      {
        onStarted: () => {
          if (this.#closed) return;
          this.#options.onConnected();
        },
        onData: ({ id, data }) => this.#onData(id, data),
        onError: (error) => this.#onSubscriptionError(clientErrorOf(error)),
      },
    );
    this.#unsubscribe = () => subscription.unsubscribe();
  }

  /** Drops the socket, so that a new one is opened at once: the network is another one now. */
  reconnect(): void {
    this.#promptly = true;
    this.#socket.connection?.ws.close();
    this.#scope.wake();
  }

  /** Where the socket is gone, the next one is tried at once. */
  hurry(): void {
    this.#promptly = this.#socket.connection?.state !== 'open';
    this.#scope.wake();
  }

  close(): void {
    if (this.#closed) return;
    this.#scope.close();
    this.#unsubscribe?.();
    const ws = this.#socket.connection?.ws;
    // One that still opens is closed by tRPC when it has: browsers log an error where it is closed before.
    if (ws?.readyState === ws?.OPEN) ws?.close(CLIENT_GONE);
    // Its promise waits for the answers of pending requests, which nobody needs any more; it never rejects.
    void this.#socket.close().catch(() => undefined);
  }

  #pauseBefore(attempt: number): number {
    this.#pauseMs = this.#promptly ? 0 : backoffMs(attempt, comingBack.socket);
    this.#promptly = false;
    return 0;
  }

  /** Asked for before each socket. */
  async #address(): Promise<string> {
    const pauseMs = this.#pauseMs;
    if (pauseMs > 0 && !(await this.#scope.sleep(pauseMs))) throw AppError.wrongState('connect', 'closed');
    this.#cancelDeadline?.();
    this.#cancelDeadline = this.#scope.timeout(CONNECT_DEADLINE_MS, () => {
      const { connection } = this.#socket;
      if (connection?.state === 'connecting') connection.ws.close();
    });
    return this.#url;
  }

  #onData(id: string, data: unknown): void {
    if (this.#closed) return;
    const eventId = EventId.parse(Number(id));
    this.#lastEventId = eventId;
    const event = RoomEvent.safeParse(data);
    if (!event.success) {
      // A newer server may know events that this client does not.
      this.#options.log.warn('event not understood', { issue: event.error.issues[0]?.code });
      return;
    }
    this.#options.onEvent({ eventId, event: event.data });
  }

  /** tRPC hands over the whole CloseEvent, of which its type names only the code. */
  #onClose({ code = 0, reason = '' }: { code?: number; reason?: string } = {}): void {
    if (this.#closed) return;
    const peerClosed = PeerCloseReason.safeParse(reason);
    const refused = ErrorCode.safeParse(reason);
    if (code === PEER_CLOSED && peerClosed.success) this.#options.onPeerClosed(peerClosed.data);
    else if (code >= FIRST_REFUSED && refused.success) this.#refuse(AppError.of(refused.data));
    else this.#options.onDisconnected();
  }

  /**
   * tRPC keeps a subscription over sockets, but fails one that it was about to send just when its socket went: that one
   * is asked for again. Any other error is the server's.
   */
  #onSubscriptionError(error: AppError): void {
    if (error.code !== 'timeout') this.#refuse(error);
    else this.#scope.timeout(backoffMs(0, comingBack.socket), () => this.subscribe(this.#lastEventId));
  }

  #refuse(error: AppError): void {
    if (!this.#closed) this.#options.onRefused(error);
  }

  /** A request on a closed client would make tRPC open its socket again. */
  async #request<T>(call: () => Promise<T>): Promise<T> {
    if (this.#closed) throw AppError.wrongState('request', 'closed');
    try {
      return await call();
    } catch (error) {
      throw clientErrorOf(error);
    }
  }
}
