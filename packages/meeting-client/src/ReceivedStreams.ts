import type { ConsumerId, ConsumerInfo, ProducerId, RoomEventOf, StreamId } from '@convene/protocol';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import { hasBegun } from './hasBegun.ts';
import { spatialLayersOf } from './layers.ts';
import { clientParameters, type Consumer, type MediaSignaling, type Transport } from './mediaPorts.ts';
import { Scope } from './Scope.ts';

export type Layers = RoomEventOf<'consumerLayersChanged'>['layers'];

/** One consumer of a stream, from the server's word of it until it is closed. */
type Received = {
  readonly info: ConsumerInfo;
  consumer: Consumer | undefined;
  /** The server has answered `resumeConsumer`. */
  resumed: boolean;
  layers: Layers | undefined;
  /** The server closed it, but its last picture stays until the one that replaces it has decoded a frame. */
  closed: boolean;
};

/** How long the old consumer is shown for when the new one decodes nothing (its producer may be paused). */
const REPLACE_TIMEOUT_MS = 5000;
const FIRST_FRAME_POLL_MS = 50;
/** How long the last picture stays of a stream that goes on without a consumer: its sender, or this client, gets other media. */
const HELD_MS = 10_000;

/** What a stream shows. */
type ShownStream = {
  readonly consumerId: ConsumerId;
  readonly track: MediaStreamTrack;
  readonly layers: Layers | undefined;
  /** Among how many the server chooses for it. */
  readonly spatialLayers: number;
};

type Options = {
  readonly transport: Transport;
  readonly signaling: MediaSignaling;
  readonly log: ClientLog;
  readonly onChange: () => void;
  /** Whether a stream goes on, whatever becomes of one consumer of it. */
  readonly goesOn: (streamId: StreamId) => boolean;
  /** On transports that were lost: what those show stays until there are pictures of its own. */
  readonly former?: ReceivedStreams | undefined;
  /** Nothing of the former ones is shown any more. */
  readonly onFormerOver?: () => void;
};

/**
 * The consumers of this client (004-38..48): each is made when the server says so, and the server resumes it when this
 * side stands. A stream shows one consumer; one that `replaces` it takes its place with its first decoded frame.
 */
export class ReceivedStreams {
  readonly #options: Options;
  readonly #scope = new Scope();
  readonly #received = new Map<ConsumerId, Received>();
  readonly #shown = new Map<StreamId, Received>();
  /** Of the former ones, those that are still shown. */
  readonly #inherited = new Set<Received>();

  constructor(options: Options) {
    this.#options = options;
    if (options.former === undefined) return;
    for (const picture of options.former.#handOver()) {
      const { consumerId, streamId } = picture.info;
      this.#received.set(consumerId, picture);
      this.#shown.set(streamId, picture);
      this.#inherited.add(picture);
      this.#letGoLater(picture);
    }
    if (this.#inherited.size === 0) options.onFormerOver?.();
  }

  shown(streamId: StreamId): ShownStream | undefined {
    const shown = this.#shown.get(streamId);
    if (shown?.consumer === undefined) return undefined;
    const { info, layers } = shown;
    return {
      consumerId: info.consumerId,
      track: shown.consumer.track,
      layers,
      spatialLayers: spatialLayersOf(info),
    };
  }

  /** What the browser counts of the consumer that is shown; undefined: none is. */
  async getStats(streamId: StreamId): Promise<RTCStatsReport | undefined> {
    return this.#shown.get(streamId)?.consumer?.getStats();
  }

  /**
   * Makes the consumers. All that are given at once are negotiated in one step by mediasoup-client; each is resumed
   * without waiting for the server's answer.
   */
  async add(infos: readonly ConsumerInfo[]): Promise<void> {
    const added = infos.filter((info) => !this.#received.has(info.consumerId));
    await Promise.all(added.map((info) => this.#consume(info)));
  }

  /** Resolves when each picture has decoded a frame, or that takes too long. */
  async pictures(): Promise<void> {
    const pictures = [...this.#received.values()].filter(
      ({ info }) => info.kind === 'video' && !info.producerPaused,
    );
    await Promise.all(pictures.map((received) => this.#untilFirstFrame(received)));
  }

  /** After a resync: exactly these are the peer's consumers. */
  async replaceAll(infos: readonly ConsumerInfo[]): Promise<void> {
    const kept = new Set(infos.map((info) => info.consumerId));
    for (const consumerId of this.#received.keys()) {
      if (!kept.has(consumerId)) this.close(consumerId);
    }
    await this.add(infos);
  }

  /** The socket was lost, and with it perhaps requests: those without an answer are sent again. */
  resendResumes(): void {
    for (const received of this.#received.values()) {
      if (received.consumer !== undefined && !received.resumed) this.#resume(received);
    }
  }

  setLayers(consumerId: ConsumerId, layers: Layers): void {
    const received = this.#received.get(consumerId);
    if (received === undefined) return;
    received.layers = layers;
    this.#options.onChange();
  }

  close(consumerId: ConsumerId): void {
    const received = this.#received.get(consumerId);
    if (received === undefined) return;
    received.closed = true;
    if (this.#isReplacing(received)) return;
    if (this.#isAwaited(received)) this.#letGoLater(received);
    else this.#drop(received);
  }

  /** The producer is gone, and no consumer of it may stay (004-66). */
  closeByProducer(producerId: ProducerId): void {
    for (const [consumerId, { info }] of this.#received) {
      if (info.producerId === producerId) this.close(consumerId);
    }
  }

  closeAll(): void {
    this.#scope.close();
    for (const received of this.#received.values()) received.consumer?.close();
    this.#received.clear();
    this.#shown.clear();
  }

  /** The pictures that are shown, as of consumers that the server has closed; they are another's now. */
  #handOver(): Received[] {
    const pictures = [...this.#shown.values()].filter(({ info }) => info.kind === 'video');
    for (const { info } of pictures) {
      this.#received.delete(info.consumerId);
      this.#shown.delete(info.streamId);
    }
    return pictures.map((picture) => ({ ...picture, closed: true }));
  }

  async #consume(info: ConsumerInfo): Promise<void> {
    const received: Received = {
      info,
      consumer: undefined,
      resumed: false,
      layers: undefined,
      closed: false,
    };
    this.#received.set(info.consumerId, received);
    try {
      const { consumerId: id, producerId, kind } = info;
      const rtpParameters = clientParameters(info.rtpParameters);
      const streamId = mediaStreamOf(info);
      const consumer = await this.#options.transport.consume({
        id,
        producerId,
        kind,
        rtpParameters,
        streamId,
      });
      // It may have been closed while it was negotiated.
      if (this.#received.get(info.consumerId) !== received) {
        consumer.close();
        return;
      }
      received.consumer = consumer;
    } catch (error) {
      this.#received.delete(info.consumerId);
      this.#dropReplaced(info.streamId);
      this.#options.log.warn('consume failed', {
        consumerId: info.consumerId,
        code: clientErrorOf(error).code,
      });
      return;
    }
    this.#resume(received);
    this.#show(received);
  }

  #resume(received: Received): void {
    const { consumer, info } = received;
    if (consumer?.paused) consumer.resume();
    this.#options.signaling.resumeConsumer(info.consumerId).then(
      () => (received.resumed = true),
      (error: unknown) =>
        this.#options.log.debug('resume unanswered', {
          consumerId: info.consumerId,
          code: clientErrorOf(error).code,
        }),
    );
  }

  /** Shows it at once, or after its first frame or sound when it replaces one that has some. */
  #show(received: Received): void {
    const { streamId, kind, producerPaused } = received.info;
    if (this.#shown.get(streamId) === undefined || (kind === 'audio' && producerPaused)) {
      this.#take(received);
      return;
    }
    void this.#takeAtFirstFrame(received);
  }

  /** Makes it the one that its stream shows, and lets go of the one before. */
  #take(received: Received): void {
    const { streamId } = received.info;
    const before = this.#shown.get(streamId);
    this.#shown.set(streamId, received);
    if (before !== undefined && before !== received) this.#drop(before);
    this.#options.onChange();
  }

  #drop(received: Received): void {
    const { consumerId, streamId } = received.info;
    received.consumer?.close();
    this.#received.delete(consumerId);
    if (this.#shown.get(streamId) === received) this.#shown.delete(streamId);
    if (this.#inherited.delete(received) && this.#inherited.size === 0) this.#options.onFormerOver?.();
    this.#options.onChange();
  }

  /** Whether it is shown, and another consumer of its stream is to be expected. */
  #isAwaited(received: Received): boolean {
    const { kind, streamId } = received.info;
    return kind === 'video' && this.#shown.get(streamId) === received && this.#options.goesOn(streamId);
  }

  /** Unless another one is about to take its place by then. */
  #letGoLater(received: Received): void {
    this.#scope.timeout(HELD_MS, () => {
      if (this.#received.get(received.info.consumerId) !== received) return;
      if (!this.#isReplacing(received)) this.#drop(received);
    });
  }

  /** What would have taken the place of a closed consumer failed: its last picture goes now. */
  #dropReplaced(streamId: StreamId): void {
    const shown = this.#shown.get(streamId);
    if (shown?.closed && !this.#isReplacing(shown)) this.#drop(shown);
  }

  /** Whether this consumer is shown while another of its stream waits for a first frame. */
  #isReplacing(shown: Received): boolean {
    if (this.#shown.get(shown.info.streamId) !== shown) return false;
    for (const other of this.#received.values()) {
      if (other !== shown && !other.closed && other.info.streamId === shown.info.streamId) return true;
    }
    return false;
  }

  async #takeAtFirstFrame(received: Received): Promise<void> {
    await this.#untilFirstFrame(received);
    const all = [...this.#received.values()];
    if (!all.includes(received)) return;
    // Of two that replace the same one the later may be the first to have a picture.
    const shown = all.findIndex((each) => each === this.#shown.get(received.info.streamId));
    if (shown > all.indexOf(received)) this.#drop(received);
    else this.#take(received);
  }

  async #untilFirstFrame(received: Received): Promise<void> {
    const end = performance.now() + REPLACE_TIMEOUT_MS;
    const waits = () => performance.now() < end && this.#received.get(received.info.consumerId) === received;
    while (waits() && !(await hasBegun(received.consumer))) await this.#scope.sleep(FIRST_FRAME_POLL_MS);
  }
}

/** Camera and microphone are one MediaStream, so that the browser keeps lips and voice together; the screen another. */
function mediaStreamOf({ participantId, source }: ConsumerInfo): string {
  return source === 'camera' || source === 'microphone' ? participantId : `${participantId}-screen`;
}
