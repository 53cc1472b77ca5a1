import {
  AppError,
  ConsumerId,
  type ConsumerInfo,
  ProducerId,
  type RoomEvent,
  type RtpCapabilities,
  RtpParameters,
  type StreamId,
} from '@convene/protocol';
import { parseScalabilityMode, type types } from 'mediasoup';
import type { Log } from '../media/Log.ts';
import { toMediasoup } from '../media/rtp.ts';
import { withDeadline } from '../media/withDeadline.ts';
import type { PeerMedia } from './PeerMedia.ts';
import type { Stream } from './Stream.ts';
import type { TileView } from './TileView.ts';
import { preferredSpatialLayer } from './preferredLayers.ts';

const PRIORITY = { normal: 1, pinned: 100 } as const;

/** One consumer of this peer. It flows while the client is ready for it and the rules select its stream. */
type Entry = {
  readonly consumer: types.Consumer;
  readonly stream: Stream;
  readonly replaces: ConsumerId | undefined;
  ready: boolean;
  selected: boolean;
};

export type ConsumerSetOptions = {
  readonly media: PeerMedia;
  readonly rtpCapabilities: RtpCapabilities;
  readonly view: TileView;
  readonly requestMs: number;
  readonly log: Log;
  /** The streams of the room that are this peer's to receive now, and all there are. */
  readonly select: () => { readonly selected: ReadonlySet<StreamId>; readonly streams: readonly Stream[] };
  readonly emit: (event: RoomEvent) => void;
};

/** What one peer receives: makes consumers paused (004-41), and keeps them in step with streams and view. */
export class ConsumerSet {
  readonly #options: ConsumerSetOptions;
  readonly #log: Log;
  readonly #entries = new Map<ConsumerId, Entry>();
  /** Streams that this client cannot decode, by producer: asked once only. */
  readonly #refused = new Set<string>();
  /** One pass at a time: two at once would make two consumers for one stream. */
  #passes: Promise<void> = Promise.resolve();
  #passWaiting = false;
  /** Until the answer of `join` is made, consumers are told of in its snapshot and not by events. */
  #announcing = false;

  constructor(options: ConsumerSetOptions) {
    this.#options = options;
    this.#log = options.log;
  }

  get infos(): ConsumerInfo[] {
    return [...this.#entries.values()].map((entry) => this.#info(entry));
  }

  /** The answer of `join` is made: from here on the client hears of everything by events. */
  get announcing(): boolean {
    return this.#announcing;
  }

  /** Whether the stream comes to the client from this producer; of one with layers, whether one is forwarded already. */
  flows({ producer }: Stream): boolean {
    return [...this.#entries.values()].some(
      ({ consumer, ready, selected }) =>
        consumer.producerId === producer.id &&
        ready &&
        selected &&
        (consumer.type === 'simple' || consumer.currentLayers !== undefined),
    );
  }

  /** From now on new consumers are told of by events. */
  announce(): void {
    this.#announcing = true;
  }

  /** Brings the consumers in step with what is selected. Never rejects: a failure of one harms no other. */
  async sync(): Promise<void> {
    // A pass that has not begun yet will see what this call is about.
    if (!this.#passWaiting) {
      this.#passWaiting = true;
      this.#passes = this.#passAfter(this.#passes);
    }
    await this.#passes;
  }

  /** The client's side stands (004-46, 004-47). @throws AppError consumerNotFound */
  async resume(consumerId: ConsumerId): Promise<void> {
    const entry = this.#entries.get(consumerId);
    if (entry === undefined) throw AppError.consumerNotFound(consumerId);
    entry.ready = true;
    await this.#applyFlow(entry);
  }

  async #passAfter(before: Promise<void>): Promise<void> {
    await before;
    this.#passWaiting = false;
    try {
      await this.#pass();
    } catch (error) {
      this.#log.error('consumers not in step', { error });
    }
  }

  async #pass(): Promise<void> {
    const { selected, streams } = this.#options.select();
    const changes: Promise<void>[] = [];
    for (const entry of this.#entries.values()) {
      entry.selected = selected.has(entry.stream.streamId);
      changes.push(this.#apply(entry));
    }
    for (const stream of streams) {
      if (selected.has(stream.streamId) && !this.#has(stream)) changes.push(this.#consume(stream));
    }
    for (const result of await Promise.allSettled(changes)) {
      if (result.status === 'rejected') this.#log.warn('consumer not in step', { error: result.reason });
    }
  }

  #has({ producer }: Stream): boolean {
    if (this.#refused.has(producer.id)) return true;
    return [...this.#entries.values()].some((entry) => entry.consumer.producerId === producer.id);
  }

  async #consume(stream: Stream): Promise<void> {
    const { media, rtpCapabilities, requestMs: ms } = this.#options;
    if (!media.router.canConsume(stream.producer.id, rtpCapabilities)) {
      this.#refused.add(stream.producer.id);
      this.#log.warn('client cannot consume', { producerId: stream.producer.id });
      return;
    }
    const consuming = media.recvTransport.consume({
      producerId: stream.producer.id,
      rtpCapabilities: toMediasoup(rtpCapabilities),
      paused: true,
    });
    const consumer = await withDeadline(consuming, { ms, what: 'consume', onLate: (late) => late.close() });
    // The peer, or its producer, may have gone meanwhile.
    media.requireOpen(consumer);
    if (stream.producer.closed || consumer.closed) {
      consumer.close();
      return;
    }
    const entry = this.#keep(consumer, stream);
    if (this.#announcing) this.#options.emit({ type: 'newConsumer', consumer: this.#info(entry) });
    await this.#applyView(entry);
  }

  #keep(consumer: types.Consumer, stream: Stream): Entry {
    const { emit } = this.#options;
    const consumerId = ConsumerId.parse(consumer.id);
    const replaced = [...this.#entries].findLast(([, entry]) => entry.stream.streamId === stream.streamId);
    const entry: Entry = { consumer, stream, replaces: replaced?.[0], ready: false, selected: true };
    this.#entries.set(consumerId, entry);
    consumer.observer.once('close', () => {
      this.#entries.delete(consumerId);
      if (this.#announcing) emit({ type: 'consumerClosed', consumerId });
    });
    consumer.on('layerschange', (layers) => {
      if (this.#announcing) emit({ type: 'consumerLayersChanged', consumerId, layers: layers ?? null });
    });
    return entry;
  }

  async #apply(entry: Entry): Promise<void> {
    if (entry.consumer.closed) return;
    await this.#applyView(entry);
    await this.#applyFlow(entry);
  }

  async #applyFlow({ consumer, ready, selected }: Entry): Promise<void> {
    const flows = ready && selected;
    if (consumer.closed || flows === !consumer.paused) return;
    await this.#ask(
      flows ? 'consumer.resume' : 'consumer.pause',
      flows ? consumer.resume() : consumer.pause(),
    );
  }

  /** Layer and priority follow the tile (004-53). */
  async #applyView({ consumer, stream }: Entry): Promise<void> {
    const tile = this.#options.view.tile(stream.streamId);
    if (tile === undefined || consumer.kind !== 'video') return;
    const wanted: Promise<void>[] = [];
    const { spatialLayers } = parseScalabilityMode(consumer.rtpParameters.encodings?.[0]?.scalabilityMode);
    if (consumer.type !== 'simple' && spatialLayers > 1) {
      const spatialLayer = preferredSpatialLayer(tile, spatialLayers);
      if (consumer.preferredLayers?.spatialLayer !== spatialLayer) {
        wanted.push(this.#ask('setPreferredLayers', consumer.setPreferredLayers({ spatialLayer })));
      }
    }
    const priority = tile.pinned ? PRIORITY.pinned : PRIORITY.normal;
    if (consumer.priority !== priority) wanted.push(this.#ask('setPriority', consumer.setPriority(priority)));
    await Promise.all(wanted);
  }

  #info({ consumer, stream, replaces }: Entry): ConsumerInfo {
    const { streamId, participantId, source, kind } = stream.info;
    return {
      consumerId: ConsumerId.parse(consumer.id),
      producerId: ProducerId.parse(consumer.producerId),
      streamId,
      participantId,
      source,
      kind,
      rtpParameters: RtpParameters.parse(consumer.rtpParameters),
      type: consumer.type,
      producerPaused: consumer.producerPaused,
      ...(replaces === undefined ? {} : { replaces }),
    };
  }

  async #ask(what: string, promise: Promise<void>): Promise<void> {
    await withDeadline(promise, { ms: this.#options.requestMs, what });
  }
}
