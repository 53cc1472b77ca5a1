import {
  AppError,
  type ConsumerId,
  type ConsumerInfo,
  type Crowd,
  crowdOf,
  type MeetingId,
  type ProducerId,
  type RoomEvent,
  type RtpCapabilities,
  type StreamId,
} from '@convene/protocol';
import type { types } from 'mediasoup';
import type { Log } from '../media/Log.ts';
import { toMediasoup } from '../media/rtp.ts';
import { Scope } from '../media/Scope.ts';
import { withDeadline } from '../media/withDeadline.ts';
import { crowdInView, type Selection } from './consumeRules.ts';
import { WANTED_WHOLE } from './demandRules.ts';
import { nearestFirst } from './nearestFirst.ts';
import { EndedConsumers } from './EndedConsumers.ts';
import { HeldBack } from './HeldBack.ts';
import { Passes } from './Passes.ts';
import type { PeerMedia } from './PeerMedia.ts';
import { PipedStreams } from './PipedStreams.ts';
import type { RoomPipes } from './pipePorts.ts';
import { ReceivedStream } from './ReceivedStream.ts';
import type { Stream } from './Stream.ts';
import type { TileView } from './TileView.ts';

export type ConsumerSetOptions = {
  readonly meetingId: MeetingId;
  readonly media: PeerMedia;
  readonly pipes: RoomPipes;
  readonly rtpCapabilities: RtpCapabilities;
  readonly view: TileView;
  readonly requestMs: number;
  /** A microphone that is not selected any more keeps its consumer for so long. */
  readonly idleMs: number;
  readonly log: Log;
  readonly select: () => Selection;
  /** Whether a stream goes on, or is about to. */
  readonly goesOn: (streamId: StreamId) => boolean;
  readonly emit: (event: RoomEvent) => void;
  /** What `wants` answers may have changed. */
  readonly onWants: () => void;
};

/**
 * What one peer receives: makes consumers paused (004-41), and keeps them in step with streams and view. A producer that
 * is not on the peer's router is wished for there; its consumer is made when it stands, and told of by `newConsumer`.
 */
export class ConsumerSet {
  readonly #options: ConsumerSetOptions;
  readonly #log: Log;
  readonly #scope = new Scope();
  readonly #piped: PipedStreams;
  readonly #received = new Map<ConsumerId, ReceivedStream>();
  readonly #ended: EndedConsumers;
  /** Producers that this client cannot decode: asked once only. */
  readonly #refused = new Set<ProducerId>();
  readonly #heldBack = new HeldBack();
  /** What was in view at the last pass. */
  #crowd: Crowd = crowdOf([]);
  /** One pass at a time: two at once would make two consumers for one stream. */
  readonly #passes = new Passes(() =>
    this.#pass().catch((error: unknown) => this.#log.error('consumers not in step', { error })),
  );
  #idlePassWaiting = false;
  /** Until the answer of `join` is made, consumers are told of in its snapshot and not by events. */
  #announcing = false;
  #closed = false;

  constructor(options: ConsumerSetOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#ended = new EndedConsumers(options.goesOn);
    const { router } = options.media;
    this.#piped = new PipedStreams({ ...options, router, onChanged: () => void this.sync() });
  }

  get infos(): ConsumerInfo[] {
    return [...this.#received.values()].map(({ info }) => info);
  }

  /** mediasoup's own consumers, as they stand. */
  get standing(): readonly types.Consumer[] {
    return [...this.#received.values()].map(({ consumer }) => consumer);
  }

  /** The newest consumer of a stream. */
  of(streamId: StreamId): ReceivedStream | undefined {
    return [...this.#received.values()].findLast(({ stream }) => stream.streamId === streamId);
  }

  get heldBack(): readonly StreamId[] {
    return this.#heldBack.streamIds;
  }

  /** The answer of `join` is made: from here on the client hears of everything by events. */
  get announcing(): boolean {
    return this.#announcing;
  }

  /** The highest layer that this peer wants of each producer of which it has, or is to get, a consumer. */
  get wants(): Map<ProducerId, number> {
    const wants = new Map(this.#piped.pending.map((producerId) => [producerId, WANTED_WHOLE]));
    for (const received of this.#received.values()) {
      const { streamId, info } = received.stream;
      wants.set(info.producerId, received.wanted(this.#options.view.tile(streamId), this.#crowd));
    }
    return wants;
  }

  /** Whether the stream comes to the client from this producer. */
  flows({ info: { producerId } }: Stream): boolean {
    return [...this.#received.values()].some(
      ({ stream, flows }) => stream.info.producerId === producerId && flows,
    );
  }

  /** From now on new consumers are told of by events. */
  announce(): void {
    this.#announcing = true;
  }

  /** Brings the consumers in step with what is selected. Never rejects: a failure of one harms no other. */
  async sync(): Promise<void> {
    await this.#passes.ask();
  }

  /** The client's side stands (004-46, 004-47). @throws AppError consumerNotFound */
  async resume(consumerId: ConsumerId): Promise<void> {
    const received = this.#received.get(consumerId);
    if (received === undefined) throw AppError.consumerNotFound(consumerId);
    received.ready = true;
    await this.#applyFlow(received);
  }

  /** The peer ends; its consumers close with its transports. */
  close(): void {
    this.#closed = true;
    this.#scope.close();
    this.#piped.close();
  }

  async #pass(): Promise<void> {
    if (this.#closed) return;
    const { selected, streams, isSent } = this.#options.select();
    this.#ended.forgetOver();
    this.#crowd = crowdInView({ selected, streams }, this.#options.view);
    const changes: Promise<void>[] = [];
    this.#heldBack.begin();
    for (const received of this.#received.values()) {
      const { consumer, producer, stream } = received;
      received.selected = selected.has(stream.streamId);
      const stands = isSent(stream.info.producerId) && this.#piped.find(stream) === producer;
      if (stands && !this.#isOver(received)) changes.push(this.#apply(received));
      // The consumers of a closed producer the worker closes by itself, and is about to say so; asked for it, it fails.
      else if (!producer.closed) consumer.close();
    }
    const consumed = this.#consumed();
    const missing = streams.filter(
      ({ streamId, info: { producerId } }) =>
        selected.has(streamId) && !consumed.has(producerId) && !this.#refused.has(producerId),
    );
    for (const stream of nearestFirst(missing, this.#options.view)) {
      this.#piped.wish(stream);
      const producer = this.#piped.find(stream);
      if (producer !== undefined) changes.push(this.#consume(stream, producer));
    }
    for (const result of await Promise.allSettled(changes)) {
      if (result.status === 'rejected' && !this.#scope.closed)
        this.#log.warn('consumer not in step', { error: result.reason });
    }
    this.#release(missing);
    this.#tellHeldBack();
    this.#passWhenIdle();
    this.#options.onWants();
  }

  /**
   * Above the limit of open microphones those who are heard change with every word. Who is not heard any more is paused, to
   * be back at once, and let go after a while: else each receiver would hold a consumer of everybody in the end.
   */
  #isOver({ stream, idleMs }: ReceivedStream): boolean {
    return stream.info.source === 'microphone' && idleMs >= this.#options.idleMs;
  }

  #passWhenIdle(): void {
    const isIdle = ({ stream, selected }: ReceivedStream) => stream.info.source === 'microphone' && !selected;
    if (this.#idlePassWaiting || ![...this.#received.values()].some(isIdle)) return;
    this.#idlePassWaiting = true;
    this.#scope.timeout(this.#options.idleMs, () => {
      this.#idlePassWaiting = false;
      void this.sync();
    });
  }

  #tellHeldBack(): void {
    if (this.#closed || !this.#heldBack.settle() || !this.#announcing) return;
    this.#options.emit({ type: 'streamsHeldBack', streamIds: [...this.#heldBack.streamIds] });
  }

  /** Lets go of what has no consumer, and is not selected or cannot be decoded. */
  #release(missing: readonly Stream[]): void {
    const wished = new Set(missing.map(({ info }) => info.producerId));
    const consumed = this.#consumed();
    this.#piped.releaseUnless(
      (producerId) => consumed.has(producerId) || (wished.has(producerId) && !this.#refused.has(producerId)),
    );
  }

  #consumed(): Set<ProducerId> {
    return new Set([...this.#received.values()].map(({ stream }) => stream.info.producerId));
  }

  async #consume(stream: Stream, producer: types.Producer): Promise<void> {
    const { media, rtpCapabilities, requestMs: ms } = this.#options;
    const { producerId } = stream.info;
    if (!media.router.canConsume(producerId, rtpCapabilities)) {
      // One that has just closed is not on the router any more, which says nothing of the client.
      if (producer.closed) return;
      this.#refused.add(producerId);
      this.#log.warn('client cannot consume', { producerId });
      return;
    }
    // A worker at its hard limit: the stream is announced only, and asked for again at the next change (DESIGN §5).
    const release = this.#claim();
    if (release === undefined) {
      this.#heldBack.add(stream.streamId);
      this.#piped.setActive(producerId, false);
      return;
    }
    const consuming = media.recvTransport.consume({
      producerId,
      rtpCapabilities: toMediasoup(rtpCapabilities),
      paused: true,
    });
    const onLate = (late: types.Consumer) => late.close();
    const consumer = await withDeadline(consuming, { ms, what: 'consume', onLate }).finally(release);
    // The peer, or its producer, may have gone meanwhile.
    media.requireOpen(consumer);
    if (producer.closed || consumer.closed) return;
    const received = this.#keep({ consumer, producer, stream });
    if (this.#announcing) this.#options.emit({ type: 'newConsumer', consumer: received.info });
    await this.#apply(received);
  }

  /** What this peer does not look at makes way for what it does; the longest unseen first. */
  #claim(): (() => void) | undefined {
    const { router } = this.#options.media;
    const release = router.claimConsumer();
    if (release !== undefined) return release;
    const idle = [...this.#received.values()].filter(({ selected }) => !selected);
    idle.toSorted((one, other) => other.idleMs - one.idleMs)[0]?.consumer.close();
    return idle.length === 0 ? undefined : router.claimConsumer();
  }

  #keep(made: { consumer: types.Consumer; producer: types.Producer; stream: Stream }): ReceivedStream {
    const { emit, requestMs } = this.#options;
    const { consumer, stream } = made;
    const replaced = this.of(stream.streamId);
    const ended = this.#ended.take(stream.streamId);
    const replaces = replaced?.consumerId ?? ended;
    const received = new ReceivedStream({ ...made, replaces, requestMs });
    const { consumerId } = received;
    this.#received.set(consumerId, received);
    consumer.observer.once('close', () => {
      this.#received.delete(consumerId);
      if (!this.#isSuperseded(stream)) this.#ended.add(stream.streamId, consumerId);
      if (this.#announcing) emit({ type: 'consumerClosed', consumerId });
      // Its producer may stand on the router again, piped anew.
      if (made.producer.closed) void this.sync();
    });
    consumer.on('layerschange', (layers) => {
      if (this.#announcing) emit({ type: 'consumerLayersChanged', consumerId, layers: layers ?? null });
    });
    return received;
  }

  #isSuperseded({ streamId }: Stream): boolean {
    return this.#closed || this.of(streamId) !== undefined;
  }

  async #apply(received: ReceivedStream): Promise<void> {
    await received.applyView(this.#options.view.tile(received.stream.streamId), this.#crowd);
    await this.#applyFlow(received);
  }

  /** A stream flows over its pipe while the consumer does. */
  async #applyFlow(received: ReceivedStream): Promise<void> {
    if (!received.consumer.closed) this.#piped.setActive(received.stream.info.producerId, received.isToFlow);
    await received.applyFlow();
  }
}
