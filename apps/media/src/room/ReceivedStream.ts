import {
  ConsumerId,
  type ConsumerInfo,
  RtpParameters,
  type ViewTile,
  wantedSpatialLayer,
} from '@convene/protocol';
import { parseScalabilityMode, type types } from 'mediasoup';
import { withDeadline } from '../media/withDeadline.ts';
import { NOT_WANTED, WANTED_AMONG_MANY, WANTED_WHOLE } from './demandRules.ts';
import type { Stream } from './Stream.ts';

/** Of three temporal layers: half the frames (DESIGN §5). */
const TEMPORAL_LAYER_AMONG_MANY = 1;
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
  wanted(tile: ViewTile | undefined, amongMany: boolean): number {
    if (!this.selected) return NOT_WANTED;
    const layers = this.spatialLayers;
    if (tile === undefined || layers === 1) return WANTED_WHOLE;
    const layer = wantedSpatialLayer(tile, layers);
    return layer === 0 && amongMany ? WANTED_AMONG_MANY : layer;
  }

  async applyFlow(): Promise<void> {
    const { consumer, isToFlow } = this;
    if (consumer.closed || isToFlow === !consumer.paused) return;
    if (isToFlow) await this.#ask('consumer.resume', consumer.resume());
    else await this.#ask('consumer.pause', consumer.pause());
  }

  /** Layer and priority follow the tile (004-53); of small tiles among many half the frames are enough. */
  async applyView(tile: ViewTile | undefined, amongMany: boolean): Promise<void> {
    const { consumer } = this;
    if (tile === undefined || consumer.closed || consumer.kind !== 'video') return;
    const changes: Promise<void>[] = [];
    const { spatialLayers, temporalLayers } = this.#layers;
    if (spatialLayers > 1) {
      const spatialLayer = wantedSpatialLayer(tile, spatialLayers);
      const most = temporalLayers - 1;
      const temporalLayer =
        spatialLayer === 0 && amongMany ? Math.min(TEMPORAL_LAYER_AMONG_MANY, most) : most;
      const before = consumer.preferredLayers;
      if (before?.spatialLayer !== spatialLayer || (before.temporalLayer ?? most) !== temporalLayer) {
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

  get #layers(): { readonly spatialLayers: number; readonly temporalLayers: number } {
    const { type, rtpParameters } = this.consumer;
    if (type === 'simple') return { spatialLayers: 1, temporalLayers: 1 };
    return parseScalabilityMode(rtpParameters.encodings?.[0]?.scalabilityMode);
  }

  async #ask(what: string, promise: Promise<void>): Promise<void> {
    await withDeadline(promise, { ms: this.#options.requestMs, what });
  }
}
