import {
  type ClientLog,
  MeetingClient,
  type MeetingSnapshot,
  type StreamView,
  type WebApi,
} from '@convene/meeting-client';
import {
  AppError,
  type ConsumerId,
  type Limits,
  Source,
  type StreamId,
  type ViewTile,
} from '@convene/protocol';
import { HeadlessEnvironment } from './HeadlessEnvironment.ts';
import { HeadlessLocalMedia, type Layers } from './HeadlessLocalMedia.ts';
import { HttpWeb } from './HttpWeb.ts';
import type { OpusFrameMs } from './media/opus.ts';
import type { PictureSource } from './media/pictures.ts';
import {
  mergeCounts,
  type ParticipantReport,
  type ReceivedStreamReport,
  type SentStreamReport,
} from './report.ts';
import { webSocketFrom } from './webSocketFrom.ts';
import type { Receive } from './werift/capabilities.ts';
import { type Direction, HeadlessMedia } from './werift/HeadlessMedia.ts';
import type { ConnectionStates } from './werift/WeriftConnection.ts';
import { weriftHandlerFactory } from './werift/WeriftHandler.ts';

export type SendSettings = {
  readonly audio: boolean;
  /** Simulcast layers of the camera: 180, 360 and 720 lines; 0: it is off. */
  readonly layers: Layers;
  readonly fps: number;
  readonly opusFrameMs: OpusFrameMs;
  /** The camera's lowest layer has all the bits that it may have, as a lively picture would. */
  readonly fills: boolean;
  /** Other pictures than the ready-made ones. */
  readonly picture?: PictureSource;
};

export type HeadlessParticipantOptions = {
  /** The address of a running Convene, or what stands for its web app. */
  readonly web: string | WebApi;
  readonly slug: string;
  readonly name: string;
  readonly send?: Partial<SendSettings>;
  readonly receive?: Receive;
  /** Asks for transport-cc and never answers it: the receiver of whom the server has to watch out. */
  readonly transportCc?: boolean;
  /** Notes when each frame or packet comes: for `arrivals`. */
  readonly keepArrivals?: boolean;
  /** Take the seat from the tab that sits in it. */
  readonly takeOver?: boolean;
  /** How long it may take until the participant sits. */
  readonly joinMs?: number;
  readonly limits?: Limits;
  readonly log?: ClientLog;
  readonly webSocket?: typeof WebSocket;
};

/** How a stream is drawn. */
export type Tile = Omit<ViewTile, 'streamId'>;

/** Twenty of these fit beside the servers on two cores. */
const SEND: SendSettings = { audio: true, layers: 3, fps: 5, opusFrameMs: 60, fills: false };
const JOIN_MS = 30_000;
const TILE: Tile = { width: 320, height: 180, visible: true, pinned: false, quality: 'auto' };

/** A person in a meeting without a browser: all of the client, with ready-made sound and pictures that are counted. */
export class HeadlessParticipant {
  readonly name: string;
  readonly client: MeetingClient;
  readonly #receive: Receive;
  readonly #send: SendSettings;
  readonly #media: HeadlessMedia;
  readonly #localMedia: HeadlessLocalMedia;
  readonly #environment = new HeadlessEnvironment();
  readonly #unsubscribe: () => void;
  /** All that were ever shown of a stream, in this order. */
  readonly #consumers = new Map<StreamId, Set<ConsumerId>>();
  /** The same, also of streams that have gone meanwhile. */
  readonly #everShown = new Map<StreamId, Set<ConsumerId>>();
  readonly #streams = new Map<StreamId, { readonly stream: StreamView; readonly name: string }>();
  readonly #tiles = new Map<StreamId, Partial<Tile>>();
  #tile: Tile = TILE;
  #countingSince = performance.now();

  private constructor(options: HeadlessParticipantOptions) {
    const { web, slug, name, send, receive = 'all', limits, log } = options;
    this.name = name;
    this.#receive = receive;
    this.#send = { ...SEND, ...send };
    const { fps, fills, opusFrameMs, layers, picture } = this.#send;
    const { transportCc = false, keepArrivals = false } = options;
    this.#media = new HeadlessMedia({ receive, fps, fills, opusFrameMs, picture, transportCc, keepArrivals });
    this.#localMedia = new HeadlessLocalMedia(layers);
    const webApi = typeof web === 'string' ? new HttpWeb(web) : web;
    const origin = webApi instanceof HttpWeb ? webApi.origin : undefined;
    this.client = new MeetingClient({
      slug,
      web: webApi,
      localMedia: this.#localMedia,
      environment: this.#environment,
      webSocket: options.webSocket ?? webSocketFrom(origin),
      device: { handlerFactory: weriftHandlerFactory(this.#media) },
      ...(limits && { limits }),
      ...(log && { log }),
    });
    this.#unsubscribe = this.client.subscribe(() => this.#onChange());
  }

  /** Sits when it resolves; what it sends and receives follows. @throws AppError */
  static async join(options: HeadlessParticipantOptions): Promise<HeadlessParticipant> {
    const participant = new HeadlessParticipant(options);
    const deadline = withDeadline(options.joinMs ?? JOIN_MS);
    try {
      await Promise.race([participant.#join(options), deadline.passed]);
      return participant;
    } catch (error) {
      participant.close();
      throw error;
    } finally {
      deadline.cancel();
    }
  }

  get snapshot(): MeetingSnapshot {
    return this.client.getSnapshot();
  }

  get chat(): MeetingSnapshot['chat'] {
    return this.snapshot.chat;
  }

  sendChat(text: string): void {
    this.client.sendChat(text);
  }

  setMuted = (muted: boolean): Promise<void> => this.client.setMuted(muted);
  setCameraOff = (off: boolean): Promise<void> => this.client.setCameraOff(off);
  startScreenShare = (): Promise<void> => this.client.startScreenShare();
  stopScreenShare = (): Promise<void> => this.client.stopScreenShare();

  /**
   * How far below the loudest the voice is, in dB: 0 to 127, where it is silent (as at first). mediasoup measures it of
   * ten packets in 250 ms or more: of those who send packets of 20 ms.
   */
  setVoiceLevel(below: number): void {
    this.#media.voiceLevel = below;
  }

  /** Draws a stream like this from now on; without one, all that were not named. */
  draw(tile: Partial<Tile>, streamId?: StreamId): void {
    if (streamId === undefined) this.#tile = { ...this.#tile, ...tile };
    else this.#tiles.set(streamId, { ...this.#tiles.get(streamId), ...tile });
    this.#setView();
  }

  /** The next packets of a source are lost on their way to the server. */
  lose(source: Source, packets: number): void {
    this.#media.lose(source, packets);
  }

  /** The DTLS of one of its transports is closed, without the client's doing. */
  async endDtls(direction: Direction): Promise<void> {
    await this.#media.endDtls(direction);
  }

  /** The network is another one now: a new socket, and ICE anew on both transports. */
  changeNetwork(): void {
    this.#environment.changeNetwork();
  }

  /** Of the transports that it has now. */
  get connections(): ReadonlyMap<Direction, ConnectionStates> {
    return this.#media.connectionStates();
  }

  /** Gaps are counted from here on. */
  startCounting(): void {
    this.#countingSince = performance.now();
    this.#media.startCounting();
  }

  report(): ParticipantReport {
    const now = performance.now();
    const sent: SentStreamReport[] = [...this.#media.sentReports()].map(([label, layers]) => ({
      source: Source.parse(label),
      layers,
    }));
    const received = [...this.#streams.keys()].map((streamId) => this.#received(streamId, now));
    return { name: this.name, participantId: this.snapshot.self?.participantId, received, sent };
  }

  /**
   * When each frame (video) or packet (audio) of a stream came, over all consumers that it ever had here, also where the
   * stream had gone in between (`performance.now()`). It takes `keepArrivals`.
   */
  arrivals(streamId: StreamId): number[] {
    const consumers = [...(this.#everShown.get(streamId) ?? [])];
    return consumers.flatMap((id) => this.#media.arrivals(id)).sort((one, other) => one - other);
  }

  /** Gone for the others when it resolves. */
  async leave(): Promise<void> {
    await this.client.leave();
    this.close();
  }

  /** Vanishes, as a tab that crashes. */
  close(): void {
    this.#unsubscribe();
    this.client.close();
    this.#localMedia.close();
  }

  async #join({ name, takeOver = false }: HeadlessParticipantOptions): Promise<void> {
    if (this.#send.audio) await this.#localMedia.startMicrophone();
    if (this.#send.layers > 0) await this.#localMedia.startCamera();
    await this.client.enter();
    // Open and warm, as it is when a person clicks.
    await this.#untilPhase((phase) => phase.state === 'lobby' && phase.warm);
    await this.client.join({ name, takeOver });
    // Who has to be let in waits for it.
    await this.#untilPhase(({ state }) => state !== 'joining' && state !== 'waitingRoom');
    const { phase } = this.snapshot;
    if (phase.state !== 'joined') throw AppError.wrongState('join', phase.state);
  }

  async #untilPhase(isReached: (phase: MeetingSnapshot['phase']) => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        const { phase } = this.snapshot;
        if (phase.state === 'failed') reject(AppError.of(phase.code));
        else if (phase.state === 'ended') reject(AppError.wrongState('join', phase.reason));
        else if (isReached(phase)) resolve();
        else return;
        unsubscribe();
      };
      const unsubscribe = this.client.subscribe(check);
      check();
    });
  }

  #onChange(): void {
    const { streams, participants } = this.snapshot;
    for (const stream of streams.values()) {
      const owner = participants.find(({ participantId }) => participantId === stream.participantId);
      this.#streams.set(stream.streamId, { stream, name: owner?.name ?? '' });
      if (stream.consumerId === undefined) continue;
      for (const known of [this.#consumers, this.#everShown]) {
        const consumers = known.get(stream.streamId) ?? new Set();
        known.set(stream.streamId, consumers.add(stream.consumerId));
      }
    }
    for (const streamId of this.#streams.keys()) {
      if (streams.has(streamId)) continue;
      this.#streams.delete(streamId);
      this.#consumers.delete(streamId);
      this.#tiles.delete(streamId);
    }
    this.#setView();
  }

  #setView(): void {
    const videos = [...this.snapshot.streams.values()].filter(({ kind }) => kind === 'video');
    const tiles = videos.map(({ streamId }) => {
      const tile = { ...this.#tile, ...this.#tiles.get(streamId), streamId };
      return { ...tile, visible: tile.visible && this.#receive === 'all' };
    });
    this.client.setView(tiles);
  }

  #received(streamId: StreamId, now: number): ReceivedStreamReport {
    const known = this.#streams.get(streamId);
    if (known === undefined) throw new Error('no such stream');
    const { stream, name } = known;
    const { participantId, source, paused } = stream;
    const consumers = [...(this.#consumers.get(streamId) ?? [])].flatMap(
      (id) => this.#media.counts(id) ?? [],
    );
    return {
      streamId,
      participantId,
      name,
      source,
      paused,
      ...mergeCounts(consumers, now, this.#countingSince),
    };
  }
}

function withDeadline(ms: number): { readonly passed: Promise<never>; readonly cancel: () => void } {
  const { promise: passed, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(AppError.timeout('join', ms)), ms);
  return { passed, cancel: () => clearTimeout(timer) };
}
