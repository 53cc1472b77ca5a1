import {
  AppError,
  type DataLabel,
  type Entered,
  type Joined,
  type JoinInput,
  type JoinOutput,
  type LoggedEvent,
  type PeerCloseReason,
  type RoomEvent,
  type RenewMediaOutput,
  RtpCapabilities,
} from '@convene/protocol';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import type { Devices } from './Devices.ts';
import type { MediaSession } from './MediaSession.ts';
import { applyEvent, type Roster, rosterOf } from './roster.ts';
import { SessionMedia } from './SessionMedia.ts';
import { SignalingClient } from './SignalingClient.ts';

export type PeerSessionOptions = {
  readonly entered: Entered;
  readonly devices: Devices;
  readonly log: ClientLog;
  readonly webSocket?: typeof WebSocket | undefined;
  readonly owner: PeerSessionOwner;
  readonly news: PeerSessionNews;
  /** How this person is muted now. */
  readonly muteState: () => Pick<JoinInput, 'muted' | 'cameraOff'>;
};

/** Whose the session is, and who decides what follows when it ends. */
export interface PeerSessionOwner {
  /** The socket was lost, or stands again. */
  onConnection(session: PeerSession, connected: boolean): void;
  /** The server ended this peer and said why. */
  onClosed(session: PeerSession, reason: PeerCloseReason): void;
  /** The peer can't be reached any more, or is known no more: another one is needed. */
  onLost(session: PeerSession, error: AppError): void;
  /** Its media are gone, or others stand (`renewing`). In the lobby they are to be prepared again. */
  onMediaStanding(session: PeerSession): void;
  /** It has waited, and may come in now. */
  onAdmitted(session: PeerSession): void;
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
  /** Other media take the place of those that were lost. */
  onRenewed(session: PeerSession, renewed: RenewMediaOutput): void;
  /** From now on this channel down can be heard. */
  onDataHeard(session: PeerSession, label: DataLabel): void;
}

const LEAVE_DEADLINE_MS = 1000;

/** One peer of this client on one media server: its signaling, its media, and the room as its events tell it. */
export class PeerSession {
  readonly entered: Entered;
  readonly signaling: SignalingClient;
  readonly #options: PeerSessionOptions;
  readonly #media: SessionMedia;
  #isListening = false;
  #preparing: Promise<MediaSession> | undefined;
  #roster: Roster | undefined;
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
    this.#media = this.#createMedia();
  }

  get closed(): boolean {
    return this.#closed;
  }
  get media(): MediaSession | undefined {
    return this.#media.current;
  }
  get roster(): Roster | undefined {
    return this.#roster;
  }
  get connected(): boolean {
    return this.#connected;
  }

  /** Media were lost, and do not stand again. */
  get renewing(): boolean {
    return this.#media.renewing;
  }

  get moveStarted(): boolean {
    return this.#moveStarted;
  }

  /** Resolves when the consumers of the join's answer stand: what is sent waits for it. */
  get receiving(): Promise<void> {
    return this.#media.receiving;
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
    if (answer.result === 'waiting' && !this.#isListening) this.signaling.subscribe(answer.eventId);
    if (answer.result === 'waiting') this.#isListening = true;
    if (answer.result !== 'joined') return answer;
    this.#roster = rosterOf(answer.snapshot);
    const media = await this.#mediaOf(answer);
    this.#throwIfClosed();
    this.signaling.subscribe(answer.eventId);
    this.#media.begin(media, answer.snapshot.consumers);
    return answer;
  }

  /** Resolves when what it receives can be seen, or that takes too long. */
  async pictures(): Promise<void> {
    await this.receiving;
    await this.media?.received.pictures();
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
    this.#media.close();
    this.signaling.close();
  }

  async #prepare(): Promise<MediaSession> {
    const [, prepared] = await Promise.all([
      this.#options.devices.load(this.entered.routerRtpCapabilities),
      this.signaling.prepare(),
    ]);
    this.#throwIfClosed();
    // What is prepared may be lost before anybody joins.
    if (!this.#isListening) this.signaling.subscribe(0);
    this.#isListening = true;
    return this.#media.make(prepared);
  }

  /** The answers of `prepare` and `join` come in the order of the requests, so a prepared session stands by now. */
  async #mediaOf({ transports }: Joined): Promise<MediaSession> {
    if (transports !== undefined) return this.#media.make(transports);
    if (this.#preparing === undefined) throw AppError.of('transportNotFound');
    return this.#preparing;
  }

  #createMedia(): SessionMedia {
    const { owner, news, log, devices, muteState } = this.#options;
    return new SessionMedia({
      signaling: this.signaling,
      devices,
      log,
      muteState,
      isSeated: () => this.#roster !== undefined,
      goesOn: (streamId) => this.#roster?.streams.has(streamId) ?? false,
      onChange: () => news.onChange(this),
      onData: (label, text) => this.#onData(() => news.onData(this, label, text)),
      onDataOpen: (label) => news.onDataOpen(this, label),
      onDataHeard: (label) => news.onDataHeard(this, label),
      onStanding: () => owner.onMediaStanding(this),
      onRenewed: (renewed) => news.onRenewed(this, renewed),
      onLost: (error) => owner.onLost(this, error),
    });
  }

  /** A channel may be faster than the answer of `join`. */
  #onData(tell: () => void): void {
    if (this.#early === undefined) tell();
    else this.#early.push(tell);
  }

  #onEvent(logged: LoggedEvent): void {
    const { event } = logged;
    if (this.#closed) return;
    if (event.type === 'mediaLost') this.#media.lost(event.transportId, event.reason);
    if (event.type === 'admitted') this.#options.owner.onAdmitted(this);
    if (this.#roster === undefined) return;
    const roster = applyEvent(this.#roster, event);
    const changed = roster !== this.#roster;
    this.#roster = roster;
    // After the roster: a picture whose stream goes on stays.
    this.#media.apply(logged);
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
    if (connected) this.media?.resume();
    this.#options.owner.onConnection(this, connected);
  }

  #throwIfClosed(): void {
    if (this.#closed) throw AppError.of('wrongState', { request: 'session', state: 'closed' });
  }
}
