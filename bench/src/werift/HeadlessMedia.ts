import type { OpusFrameMs } from '../media/opus.ts';
import type { PictureSource } from '../media/pictures.ts';
import type { SentLayerReport, SentMedia } from '../rtp/SentMedia.ts';
import type { ReceivedCounts, StreamMeter } from '../rtp/StreamMeter.ts';
import type { Receive } from './capabilities.ts';
import type { ConnectionStates, WeriftConnection } from './WeriftConnection.ts';

export type Direction = 'send' | 'recv';

export type HeadlessMediaOptions = {
  readonly receive: Receive;
  readonly fps: number;
  /** As an encoder sends a lively picture: the lowest layer has the bits that it may have, all have three temporal layers. */
  readonly fills: boolean;
  readonly opusFrameMs: OpusFrameMs;
  /** Other pictures than the ready-made ones. */
  readonly picture?: PictureSource | undefined;
  /** Asks for transport-cc and never answers it. */
  readonly transportCc: boolean;
  /** Notes when each frame or packet comes. */
  readonly keepArrivals: boolean;
};

/** A steady level is taken for noise: who speaks pauses between words. */
const WORD_MS = 600;
const PAUSE_MS = 120;
const BETWEEN_WORDS = 110;
const SILENCE = 127;

/** What one participant sends and receives, over all transports that it has in its life. */
export class HeadlessMedia {
  readonly options: HeadlessMediaOptions;
  /** How far below the loudest the microphone says it is while it speaks, in dB. */
  voiceLevel = SILENCE;
  readonly #meters = new Map<string, StreamMeter>();
  readonly #sent = new Map<string, SentMedia>();
  readonly #connections = new Map<Direction, WeriftConnection>();

  constructor(options: HeadlessMediaOptions) {
    this.options = options;
  }

  /** Of the packet that is sent now. */
  get audioLevel(): number {
    const pauses = performance.now() % WORD_MS < PAUSE_MS;
    return pauses ? Math.max(this.voiceLevel, BETWEEN_WORDS) : this.voiceLevel;
  }

  /** The newest one of a direction takes the place of the one before. */
  setConnection(direction: Direction, connection: WeriftConnection): void {
    this.#connections.set(direction, connection);
  }

  connectionStates(): ReadonlyMap<Direction, ConnectionStates> {
    return new Map([...this.#connections].map(([direction, { states }]) => [direction, states]));
  }

  async endDtls(direction: Direction): Promise<void> {
    await this.#connections.get(direction)?.endDtls();
  }

  addMeter(consumerId: string, meter: StreamMeter): void {
    this.#meters.set(consumerId, meter);
  }

  counts(consumerId: string): ReceivedCounts | undefined {
    return this.#meters.get(consumerId)?.counts();
  }

  arrivals(consumerId: string): readonly number[] {
    return this.#meters.get(consumerId)?.arrivals ?? [];
  }

  startCounting(): void {
    for (const meter of this.#meters.values()) meter.startCounting();
  }

  /** By the label of the track with which it began; a later one takes its place. */
  addSent(label: string, sent: SentMedia): void {
    this.#sent.set(label, sent);
  }

  removeSent(label: string, sent: SentMedia): void {
    if (this.#sent.get(label) === sent) this.#sent.delete(label);
  }

  lose(label: string, packets: number): void {
    this.#sent.get(label)?.lose(packets);
  }

  sentReports(): ReadonlyMap<string, readonly SentLayerReport[]> {
    return new Map([...this.#sent].map(([label, sent]) => [label, sent.report()]));
  }
}
