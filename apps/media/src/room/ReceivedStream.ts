import {
  AppError,
  ConsumerId,
  type ConsumerInfo,
  type Crowd,
  type LayerCounts,
  RtpParameters,
  type ViewTile,
  wantedLayers,
} from '@convene/protocol';
import { errors, parseScalabilityMode, type types } from 'mediasoup';
import { withDeadline } from '../media/withDeadline.ts';
import { NOT_WANTED, WANTED_WHOLE, wishOf } from './demandRules.ts';
import type { Stream } from './Stream.ts';

const PRIORITY = { normal: 1, pinned: 100 } as const;

export type ReceivedStreamOptions = {
  readonly consumer: types.Consumer;
  /** As it stood on the router when the consumer was made; after a loss another one stands there. */
  readonly producer: types.Producer;
  readonly stream: Stream;
  /** The consumer of the same stream that this one takes the place of. */
  readonly replaces: ConsumerId | undefined;
  readonly requestMs: number;
};

/** One consumer of a peer. It flows while the client is ready for it and the rules select its stream. */
export class ReceivedStream {
  readonly consumerId: ConsumerId;
  readonly consumer: types.Consumer;
  readonly producer: types.Producer;
  readonly stream: Stream;
  /** The client's side stands (004-46). */
  ready = false;
  readonly #options: ReceivedStreamOptions;
  /** Since when the rules do not select its stream. */
  #idleSince: number | undefined;

  constructor(options: ReceivedStreamOptions) {
    this.#options = options;
    this.consumer = options.consumer;
    this.producer = options.producer;
    this.stream = options.stream;
    this.consumerId = ConsumerId.parse(options.consumer.id);
  }

  get info(): ConsumerInfo {
    const { producerId, streamId, participantId, source, kind } = this.stream.info;
    const { rtpParameters, type, producerPaused } = this.consumer;
    const { replaces } = this.#options;
    return {
      consumerId: this.consumerId,
      producerId,
      streamId,
      participantId,
      source,
      kind,
      rtpParameters: RtpParameters.parse(rtpParameters),
      type,
      producerPaused,
      ...(replaces === undefined ? {} : { replaces }),
    };
  }

  get selected(): boolean {
    return this.#idleSince === undefined;
  }

  set selected(selected: boolean) {
    this.#idleSince = selected ? undefined : (this.#idleSince ?? performance.now());
  }

  /** Time since the rules selected it last. */
  get idleMs(): number {
    return this.#idleSince === undefined ? 0 : performance.now() - this.#idleSince;
  }

  get isToFlow(): boolean {
    return this.ready && this.selected;
  }

  /** Whether it comes to the client; of a stream with layers, whether one is forwarded already. */
  get flows(): boolean {
    const { type, currentLayers } = this.consumer;
    return this.isToFlow && (type === 'simple' || currentLayers !== undefined);
  }

  /**
   * The highest layer that is wanted of it. It is counted from when the stream is selected, not only when the client's side
   * stands: the layer is on its way by then.
   */
  wanted(tile: ViewTile | undefined, crowd: Crowd): number {
    if (!this.selected) return NOT_WANTED;
    if (tile === undefined || this.spatialLayers === 1) return WANTED_WHOLE;
    return wishOf(wantedLayers(tile, crowd, this.#layers));
  }

  async applyFlow(): Promise<void> {
    const { consumer, isToFlow } = this;
    if (consumer.closed || isToFlow === !consumer.paused) return;
    if (isToFlow) await this.#ask('consumer.resume', consumer.resume());
    else await this.#ask('consumer.pause', consumer.pause());
  }

  /** Layers and priority follow the tile, and among how many it stands (004-53). */
  async applyView(tile: ViewTile | undefined, crowd: Crowd): Promise<void> {
    const { consumer } = this;
    if (tile === undefined || consumer.closed || consumer.kind !== 'video') return;
    const changes: Promise<void>[] = [];
    const counts = this.#layers;
    if (counts.spatialLayers > 1) {
      const { spatialLayer, temporalLayer } = wantedLayers(tile, crowd, counts);
      const before = consumer.preferredLayers;
      const temporalBefore = before?.temporalLayer ?? counts.temporalLayers - 1;
      if (before?.spatialLayer !== spatialLayer || temporalBefore !== temporalLayer) {
        const layers = { spatialLayer, temporalLayer };
        changes.push(this.#ask('setPreferredLayers', consumer.setPreferredLayers(layers)));
      }
    }
    const priority = tile.pinned ? PRIORITY.pinned : PRIORITY.normal;
    if (consumer.priority !== priority) {
      changes.push(this.#ask('setPriority', consumer.setPriority(priority)));
    }
    await Promise.all(changes);
  }

  /** Among how many the server chooses for this consumer. */
  get spatialLayers(): number {
    return this.#layers.spatialLayers;
  }

  get #layers(): LayerCounts {
    const { type, rtpParameters } = this.consumer;
    if (type === 'simple') return { spatialLayers: 1, temporalLayers: 1 };
    return parseScalabilityMode(rtpParameters.encodings?.[0]?.scalabilityMode);
  }

  async #ask(what: string, promise: Promise<void>): Promise<void> {
    try {
      await withDeadline(promise, { ms: this.#options.requestMs, what });
    } catch (error) {
      // The consumers of a closed producer the worker closes by itself, and is about to say so.
      if (error instanceof errors.NotFoundError) throw AppError.consumerNotFound(this.consumerId);
      throw error;
    }
  }
}
