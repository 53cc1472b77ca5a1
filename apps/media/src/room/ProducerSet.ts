import {
  AppError,
  isPoorScore,
  kindOfSource,
  type ProduceInput,
  ProducerId,
  type Source,
  type StreamId,
  streamIdOf,
  wireLimits,
} from '@convene/protocol';
import type { types } from 'mediasoup';
import type { Log } from '../media/Log.ts';
import { toMediasoupParameters } from '../media/rtp.ts';
import { withDeadline } from '../media/withDeadline.ts';
import type { PeerMedia } from './PeerMedia.ts';
import type { Seat } from './Seat.ts';
import type { LocalStream } from './Stream.ts';

/**
 * A browser makes no key frame for a request that comes within 300 ms of the last one, and mediasoup repeats it after a
 * second. A viewer on another router is the second one to ask: the pipe to it asked first. So the request waits here.
 */
const KEY_FRAME_REQUEST_DELAY_MS = 350;

export type ProducerSetOptions = {
  readonly media: PeerMedia;
  readonly seat: Seat;
  readonly requestMs: number;
  readonly log: Log;
  /** Called once for each stream, whatever closed it (004-65). */
  readonly onClosed: (stream: LocalStream) => void;
  readonly onScore: (producerId: ProducerId, scores: number[]) => void;
};

/** What one peer sends: one producer for each source, and beside it for a moment the one before. */
export class ProducerSet {
  readonly #options: ProducerSetOptions;
  readonly #streams = new Map<Source, LocalStream>();
  /** Those that another one takes the place of: they flow until their sender closes them, or what follows is paused or ends. */
  readonly #former = new Map<Source, LocalStream>();

  constructor(options: ProducerSetOptions) {
    this.#options = options;
  }

  get streams(): readonly LocalStream[] {
    return [...this.#former.values(), ...this.#streams.values()];
  }

  get(source: Source): LocalStream | undefined {
    return this.#streams.get(source);
  }

  /** `isNew` is false when the same produce was done already and only its answer was lost. */
  async produce(input: ProduceInput): Promise<{ stream: LocalStream; isNew: boolean }> {
    const transport = this.#options.media.requireSendTransport(input.transportId);
    if (input.kind !== kindOfSource(input.source)) throw AppError.invalidInput('kind');
    // mediasoup would take a video codec for an audio producer.
    const isOfKind = input.rtpParameters.codecs.every(({ mimeType }) =>
      mimeType.toLowerCase().startsWith(`${input.kind}/`),
    );
    if (!isOfKind) throw AppError.invalidRtpParameters('kind');
    const existing = this.#streams.get(input.source);
    if (existing !== undefined) {
      const { mid } = existing.producer.rtpParameters;
      // The same produce again: only its answer was lost.
      if (mid !== undefined && mid === input.rtpParameters.mid) return { stream: existing, isNew: false };
      if (input.replaces !== existing.info.producerId) throw AppError.cannotProduce('sourceInUse');
    }
    if (this.#streams.size >= wireLimits.producersPerPeer) throw AppError.cannotProduce('tooMany');
    const producer = await this.#create(transport, input);
    this.#supersede(input.source);
    const stream = this.#keep(producer, input.source);
    if (input.paused) this.#endFormer(input.source);
    return { stream, isNew: true };
  }

  #supersede(source: Source): void {
    this.#endFormer(source);
    const before = this.#streams.get(source);
    if (before !== undefined) this.#former.set(source, before);
  }

  /** @throws AppError producerNotFound when it is not this peer's own */
  requireStream(producerId: ProducerId): LocalStream {
    const stream = this.streams.find((each) => each.producer.id === producerId);
    if (stream === undefined) throw AppError.producerNotFound(producerId);
    return stream;
  }

  async setPaused(stream: LocalStream, paused: boolean): Promise<void> {
    const { producer } = stream;
    if (paused) this.#endFormer(stream.info.source);
    await withDeadline(paused ? producer.pause() : producer.resume(), {
      ms: this.#options.requestMs,
      what: 'producer.pause',
    });
  }

  async #create(transport: types.WebRtcTransport, input: ProduceInput): Promise<types.Producer> {
    const { media, requestMs: ms } = this.#options;
    const producing = transport.produce({
      kind: input.kind,
      rtpParameters: toMediasoupParameters(input.rtpParameters),
      paused: input.paused,
      ...(input.kind === 'video' && { keyFrameRequestDelay: KEY_FRAME_REQUEST_DELAY_MS }),
    });
    try {
      const producer = await withDeadline(producing, {
        ms,
        what: 'produce',
        onLate: (late) => late.close(),
      });
      media.requireOpen(producer);
      return producer;
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (media.router.closed) throw AppError.workerDied(media.router.place.workerId);
      this.#options.log.info('producer refused', { source: input.source, error });
      throw AppError.invalidRtpParameters('refused', error);
    }
  }

  #keep(producer: types.Producer, source: Source): LocalStream {
    const { media, seat, log, onClosed, onScore } = this.#options;
    const producerId = ProducerId.parse(producer.id);
    const streamId: StreamId = streamIdOf(seat.participantId, source);
    const stream: LocalStream = {
      streamId,
      participantId: seat.participantId,
      origin: { on: 'here', router: media.router },
      producer,
      get info() {
        const { participantId, peerId, seatEpoch } = seat;
        const { kind, paused } = producer;
        return { streamId, participantId, peerId, seatEpoch, source, kind, producerId, paused };
      },
    };
    this.#streams.set(source, stream);
    producer.observer.once('close', () => {
      this.#forget(source, stream);
      onClosed(stream);
    });
    let wasPoor = false;
    producer.on('score', (scores) => {
      const values = scores.map(({ score }) => score);
      // All of a paused producer has 0.
      const isPoor = !producer.paused && isPoorScore(values);
      if (isPoor && !wasPoor) log.warn('producer score is low', { producerId, scores: values });
      wasPoor = isPoor;
      onScore(producerId, values);
    });
    return stream;
  }

  #forget(source: Source, stream: LocalStream): void {
    if (this.#former.get(source) === stream) this.#former.delete(source);
    if (this.#streams.get(source) !== stream) return;
    this.#streams.delete(source);
    this.#endFormer(source);
  }

  /** Nothing of what is paused, or gone, may come from the one before. */
  #endFormer(source: Source): void {
    this.#former.get(source)?.producer.close();
  }
}
