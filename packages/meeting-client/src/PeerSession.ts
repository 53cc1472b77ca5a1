import {
  AppError,
  type DataLabel,
  type Entered,
  type Joined,
  type JoinInput,
  type JoinOutput,
  type LoggedEvent,
  type PeerCloseReason,
  type PreparedTransports,
  type RoomEvent,
  RtpCapabilities,
} from '@convene/protocol';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import type { Devices } from './Devices.ts';
import { MediaSession } from './MediaSession.ts';
import { applyEvent, type Roster, rosterOf } from './roster.ts';
import { SignalingClient } from './SignalingClient.ts';

export type PeerSessionOptions = {
  readonly entered: Entered;
  readonly devices: Devices;
  readonly log: ClientLog;
  readonly webSocket?: typeof WebSocket | undefined;
  readonly owner: PeerSessionOwner;
  readonly news: PeerSessionNews;
};

/** Whose the session is, and who decides what follows when it ends. */
export interface PeerSessionOwner {
  /** The socket was lost, or stands again. */
  onConnection(session: PeerSession, connected: boolean): void;
  /** The server ended this peer and said why. */
  onClosed(session: PeerSession, reason: PeerCloseReason): void;
  /** The peer can't be reached any more, or is known no more: another one is needed. */
  onLost(session: PeerSession, error: AppError): void;
  /** The server asked for another peer to follow this one, which goes on meanwhile. */
  onMoveStarted(session: PeerSession): void;
}

/** Who is told what happens in the meeting. */
export interface PeerSessionNews {
  /** The roster or a received stream changed. */
  onChange(session: PeerSession): void;
  onEvent(session: PeerSession, event: RoomEvent): void;
  onData(session: PeerSession, label: DataLabel, text: string): void;
  onDataOpen(session: PeerSession, label: DataLabel): void;
}

const LEAVE_DEADLINE_MS = 1000;

/** One peer of this client on one media server: its signaling, its media, and the room as its events tell it. */
export class PeerSession {
  readonly entered: Entered;
  readonly signaling: SignalingClient;
  readonly #options: PeerSessionOptions;
  #preparing: Promise<MediaSession> | undefined;
  #media: MediaSession | undefined;
  #roster: Roster | undefined;
  #receiving: Promise<void> = Promise.resolve();
  #early: (() => void)[] | undefined = [];
  #connected = true;
  #peerClosed = false;
  #moveStarted = false;
  #closed = false;

  constructor(options: PeerSessionOptions) {
    this.#options = options;
    this.entered = options.entered;
    const { owner, log, webSocket } = options;
    this.signaling = new SignalingClient({
      serverUrl: options.entered.server.url,
      token: options.entered.token,
      log,
      webSocket,
      onEvent: (logged) => this.#onEvent(logged),
      onConnected: () => this.#setConnected(true),
      onDisconnected: () => this.#setConnected(false),
      onPeerClosed: (reason) => this.#onPeerClosed(reason),
      onRefused: (error) => owner.onLost(this, error),
    });
  }

  get closed(): boolean {
    return this.#closed;
  }
  get media(): MediaSession | undefined {
    return this.#media;
  }
  get roster(): Roster | undefined {
    return this.#roster;
  }
  get connected(): boolean {
    return this.#connected;
  }

  get moveStarted(): boolean {
    return this.#moveStarted;
  }

  /** Resolves when the consumers of the join's answer stand: what is sent waits for it. */
  get receiving(): Promise<void> {
    return this.#receiving;
  }

  /** Makes both transports and connects them before anybody clicks; what was prepared before is let go. */
  async prepare(): Promise<void> {
    const preparing = this.#prepare();
    this.#preparing = preparing;
    try {
      const media = await preparing;
      await media.connect();
    } catch (error) {
      // `join` then makes its own transports: the cold path.
      if (this.#preparing === preparing) this.#preparing = undefined;
      throw error;
    }
  }

  /**
   * Takes the seat. From a warm lobby the answer is all that the receive path waits for; on the cold path it brings
   * the transports, which the first consumer connects.
   */
  async join(input: Omit<JoinInput, 'rtpCapabilities'>): Promise<JoinOutput> {
    const device = await this.#options.devices.load(this.entered.routerRtpCapabilities);
    this.#throwIfClosed();
    const rtpCapabilities = RtpCapabilities.parse(device.recvRtpCapabilities);
    const answer = await this.signaling.join({ ...input, rtpCapabilities });
    this.#throwIfClosed();
    // It came over a socket, however many were lost before.
    this.#connected = true;
    if (answer.result !== 'joined') return answer;
    this.#roster = rosterOf(answer.snapshot);
    const media = await this.#mediaOf(answer);
    this.#throwIfClosed();
    this.signaling.subscribe(answer.eventId);
    // In this order, so that on the cold path the consumers come before the channels.
    this.#receiving = media.received.add(answer.snapshot.consumers);
    media.connect().catch((error: unknown) => {
      if (!this.#closed) this.#options.owner.onLost(this, clientErrorOf(error));
    });
    return answer;
  }

  /** Resolves when what it receives can be seen, or that takes too long. */
  async pictures(): Promise<void> {
    await this.#receiving;
    await this.#media?.received.pictures();
  }

  /** Its owner has taken it for the peer that sits: what its channels brought before is told now. */
  seated(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const tell of early) tell();
  }

  /** Tells the server and closes, with or without an answer. */
  async leave(): Promise<void> {
    const timer = setTimeout(() => this.close(), LEAVE_DEADLINE_MS);
    try {
      await this.signaling.leave();
    } catch (error) {
      // The server finds out by itself when the socket goes.
      this.#options.log.debug('leave unanswered', { code: clientErrorOf(error).code });
    }
    clearTimeout(timer);
    this.close();
  }

  /** The server has no use for this peer any more; its pictures stay until `close`. */
  detach(): void {
    this.signaling.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#media?.close();
    this.signaling.close();
  }

  async #prepare(): Promise<MediaSession> {
    const [device, prepared] = await Promise.all([
      this.#options.devices.load(this.entered.routerRtpCapabilities),
      this.signaling.prepare(),
    ]);
    this.#throwIfClosed();
    return this.#replaceMedia(device, prepared);
  }

  /** The answers of `prepare` and `join` come in the order of the requests, so a prepared session stands by now. */
  async #mediaOf({ transports }: Joined): Promise<MediaSession> {
    if (transports === undefined) {
      if (this.#preparing === undefined) throw AppError.of('transportNotFound');
      return this.#preparing;
    }
    const device = await this.#options.devices.load(transports.routerRtpCapabilities);
    this.#throwIfClosed();
    return this.#replaceMedia(device, transports);
  }

  #replaceMedia(device: Awaited<ReturnType<Devices['load']>>, transports: PreparedTransports): MediaSession {
    this.#media?.close();
    const { owner, news, log } = this.#options;
    const media = new MediaSession({
      device,
      transports,
      signaling: this.signaling,
      log,
      onChange: () => news.onChange(this),
      onData: (label, text) => this.#onData(() => news.onData(this, label, text)),
      onDataOpen: (label) => news.onDataOpen(this, label),
      onLost: () => owner.onLost(this, AppError.of('timeout', { what: 'ice' })),
    });
    this.#media = media;
    return media;
  }

  /** A channel may be faster than the answer of `join`. */
  #onData(tell: () => void): void {
    if (this.#early === undefined) tell();
    else this.#early.push(tell);
  }

  #onEvent({ event }: LoggedEvent): void {
    if (this.#closed || this.#roster === undefined) return;
    this.#media?.apply(event);
    const roster = applyEvent(this.#roster, event);
    const changed = roster !== this.#roster;
    this.#roster = roster;
    this.#options.news.onEvent(this, event);
    if (event.type === 'moveStarted') {
      this.#moveStarted = true;
      this.#options.owner.onMoveStarted(this);
    }
    if (event.type === 'closed') this.#onPeerClosed(event.reason);
    else if (changed) this.#options.news.onChange(this);
  }

  /** Said by the last event and by the socket: the first counts. */
  #onPeerClosed(reason: PeerCloseReason): void {
    if (this.#closed || this.#peerClosed) return;
    this.#peerClosed = true;
    this.#options.owner.onClosed(this, reason);
  }

  #setConnected(connected: boolean): void {
    if (this.#closed || this.#connected === connected) return;
    this.#connected = connected;
    if (connected) this.#media?.resume();
    this.#options.owner.onConnection(this, connected);
  }

  #throwIfClosed(): void {
    if (this.#closed) throw AppError.of('wrongState', { request: 'session', state: 'closed' });
  }
}
