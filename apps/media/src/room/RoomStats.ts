import { AppError, type MeetingInfo, type ProducerId, type ServerId, type StreamId } from '@convene/protocol';
import type { LinkedStreamStats } from '@convene/protocol/link';
import type { ServerPlace, StreamStats } from '@convene/protocol/stats';
import type { Log } from '../media/Log.ts';
import type { Gathering } from './Gathering.ts';
import type { Session } from './peerState.ts';
import type { ReceivedStream } from './ReceivedStream.ts';
import type { RoomDependencies } from './roomTypes.ts';
import type { LocalStream, Stream } from './Stream.ts';
import { FRESH_SHARE } from './StreamMeters.ts';

export type RoomStatsOptions = {
  readonly meeting: MeetingInfo;
  readonly deps: RoomDependencies;
  readonly log: Log;
  readonly gathering: Pick<Gathering, 'roster'>;
};

type Elsewhere = { stats: LinkedStreamStats | undefined; askedAt: number };

/** What nobody has asked for since so many periods is forgotten. */
const KEPT_PERIODS = 4;

/**
 * The way of each stream of a room to each person here, from what was read last. Somebody who looks makes that be read
 * again, for their next look: an answer waits for nobody, and many who look at once ask the workers once.
 */
export class RoomStats {
  readonly #options: RoomStatsOptions;
  readonly #elsewhere = new Map<ProducerId, Elsewhere>();

  constructor(options: RoomStatsOptions) {
    this.#options = options;
  }

  /** @throws AppError streamNotFound */
  of(streamId: StreamId, asker: Session): StreamStats {
    const own = asker.producers.streams.find((each) => each.streamId === streamId);
    const stream = own ?? this.#options.gathering.roster.streams.find((each) => each.streamId === streamId);
    if (stream === undefined) throw AppError.of('streamNotFound', { streamId });
    const { producerId } = stream.info;
    const sender = this.#senderOf(stream);
    if (own !== undefined) return { producerId, sender, pipe: null, receiver: null };
    const received = asker.consumers.of(streamId);
    if (received !== undefined) this.#refreshReceived(received, asker);
    return {
      producerId,
      sender,
      pipe: this.#pipeOf(stream, received, asker),
      receiver: this.#receiverOf(received, asker),
    };
  }

  /** Of a stream that is sent here, for another server. @throws AppError producerNotFound */
  async here(producerId: ProducerId): Promise<LinkedStreamStats> {
    const stream = this.#options.gathering.roster.localStreams.find(
      (each) => each.info.producerId === producerId,
    );
    if (stream === undefined) throw AppError.producerNotFound(producerId);
    const { meters } = this.#options.deps;
    if (meters.isOld(stream.producer)) await meters.readProducer(stream.producer);
    return this.#statsHere(stream);
  }

  #statsHere({ origin, producer }: LocalStream): LinkedStreamStats {
    const { meters } = this.#options.deps;
    return {
      workerIndex: origin.router.place.index,
      uplink: meters.uplink(producer) ?? null,
      sending: meters.sending(producer) ?? null,
    };
  }

  #senderOf(stream: Stream): StreamStats['sender'] {
    const { serverId: ownServerId } = this.#options.deps;
    const { origin, info } = stream;
    if (origin.on === 'elsewhere') {
      const { serverId } = origin;
      const stats = this.#readElsewhere(serverId, info.producerId);
      if (stats === undefined) return { place: null, uplink: null, sending: null };
      const { workerIndex, uplink, sending } = stats;
      return { place: { serverId, workerIndex }, uplink, sending };
    }
    const local = this.#options.gathering.roster.localStreams.find(
      (each) => each.info.producerId === info.producerId,
    );
    if (local === undefined) return { place: null, uplink: null, sending: null };
    const { meters } = this.#options.deps;
    if (meters.isOld(local.producer)) void meters.readProducer(local.producer);
    const { workerIndex, uplink, sending } = this.#statsHere(local);
    return { place: { serverId: ownServerId, workerIndex }, uplink, sending };
  }

  #pipeOf({ origin }: Stream, received: ReceivedStream | undefined, asker: Session): StreamStats['pipe'] {
    if (origin.on === 'here' && origin.router === asker.media.router) return null;
    const hops = received && this.#options.deps.meters.hops(received.consumer);
    return {
      between: origin.on === 'here' ? 'workers' : 'servers',
      open: received !== undefined && !received.producer.closed,
      stats: hops?.into ?? null,
    };
  }

  #receiverOf(received: ReceivedStream | undefined, asker: Session): StreamStats['receiver'] {
    const { meters, serverId } = this.#options.deps;
    const { router, recvTransport } = asker.media;
    const place: ServerPlace = { serverId, workerIndex: router.place.index };
    const availableBitrate = meters.availableBitrate(recvTransport) ?? null;
    if (received === undefined) {
      const unknown = { downlink: null, layers: 1, wanted: null, forwarded: null };
      return { place, consumer: 'waiting', availableBitrate, ...unknown };
    }
    const { consumer, spatialLayers } = received;
    return {
      place,
      consumer: consumer.paused || consumer.producerPaused ? 'paused' : 'flowing',
      downlink: meters.hops(consumer)?.down ?? null,
      availableBitrate,
      layers: spatialLayers,
      wanted: consumer.preferredLayers ?? null,
      forwarded: consumer.currentLayers ?? null,
    };
  }

  #refreshReceived({ consumer }: ReceivedStream, { media: { recvTransport } }: Session): void {
    const { meters } = this.#options.deps;
    if (meters.isOld(consumer)) void meters.readConsumer(consumer);
    if (meters.isOld(recvTransport)) void meters.readTransport(recvTransport);
  }

  #readElsewhere(serverId: ServerId, producerId: ProducerId): LinkedStreamStats | undefined {
    const now = performance.now();
    const { consumerStatsMs } = this.#options.deps.limits;
    const known = this.#elsewhere.get(producerId) ?? { stats: undefined, askedAt: -Infinity };
    if (now - known.askedAt > consumerStatsMs * FRESH_SHARE) {
      known.askedAt = now;
      this.#elsewhere.set(producerId, known);
      void this.#ask(serverId, producerId, known);
      for (const [other, { askedAt }] of this.#elsewhere) {
        if (now - askedAt > consumerStatsMs * KEPT_PERIODS) this.#elsewhere.delete(other);
      }
    }
    return known.stats;
  }

  async #ask(serverId: ServerId, producerId: ProducerId, known: Elsewhere): Promise<void> {
    const { deps, meeting, log } = this.#options;
    try {
      const { meetingId } = meeting;
      known.stats = await deps.cluster.readStreamStats({ meetingId, serverId, producerId });
    } catch (error) {
      // The link is down, or the server older than this question: nothing is known of that hop.
      known.stats = undefined;
      log.debug('statistics of another server not read', { serverId, producerId, error });
    }
  }
}
