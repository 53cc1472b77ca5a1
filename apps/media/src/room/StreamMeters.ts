import type { Limits } from '@convene/protocol';
import type { HopStats, SendStats } from '@convene/protocol/stats';
import type { types } from 'mediasoup';
import { withDeadline } from '../media/withDeadline.ts';
import { HopMeter } from './HopMeter.ts';
import { readHop } from './hopStats.ts';

export type ConsumerHops = {
  /** From this server to the client. */
  readonly down: HopStats | undefined;
  /** How the stream came to the consumer's router: from its sender, or over a pipe. */
  readonly into: HopStats | undefined;
};

type ConsumerMeters = { readonly down: HopMeter; readonly into: HopMeter };
type Readable = types.Producer | types.Consumer | types.WebRtcTransport;

/** Whoever looks gets what was read last, and has it read anew when that is so old, in shares of the regular period. */
export const FRESH_SHARE = 0.2;

/** What the workers said last of producers, consumers and transports, for as long as these live. */
export class StreamMeters {
  readonly #limits: Pick<Limits, 'consumerStatsMs' | 'workerRequestMs'>;
  readonly #producers = new WeakMap<types.Producer, HopMeter>();
  readonly #consumers = new WeakMap<types.Consumer, ConsumerMeters>();
  readonly #bitrates = new WeakMap<types.WebRtcTransport, number>();
  readonly #sending = new WeakMap<types.Producer, SendStats>();
  readonly #readAt = new WeakMap<Readable, number>();

  constructor(limits: Pick<Limits, 'consumerStatsMs' | 'workerRequestMs'>) {
    this.#limits = limits;
  }

  uplink(producer: types.Producer): HopStats | undefined {
    return this.#producers.get(producer)?.stats;
  }

  hops(consumer: types.Consumer): ConsumerHops | undefined {
    const meters = this.#consumers.get(consumer);
    return meters && { down: meters.down.stats, into: meters.into.stats };
  }

  /** What the client's connection down would carry, by the worker's estimate. */
  availableBitrate(transport: types.WebRtcTransport): number | undefined {
    return this.#bitrates.get(transport);
  }

  /** What its sender said last. */
  sending(producer: types.Producer): SendStats | undefined {
    return this.#sending.get(producer);
  }

  reported(producer: types.Producer, sending: SendStats): void {
    this.#sending.set(producer, sending);
  }

  async readProducer(producer: types.Producer): Promise<void> {
    const stats = await this.#read(producer, async () => producer.getStats());
    if (stats === undefined) return;
    const meter = this.#producers.get(producer) ?? new HopMeter(this.#limits.consumerStatsMs);
    this.#producers.set(producer, meter);
    meter.take(readHop(stats, 'inbound-rtp', performance.now()));
  }

  async readConsumer(consumer: types.Consumer): Promise<void> {
    const stats = await this.#read(consumer, async () => consumer.getStats());
    if (stats === undefined) return;
    const at = performance.now();
    const { consumerStatsMs } = this.#limits;
    const meters = this.#consumers.get(consumer) ?? {
      down: new HopMeter(consumerStatsMs),
      into: new HopMeter(consumerStatsMs),
    };
    this.#consumers.set(consumer, meters);
    meters.down.take(readHop(stats, 'outbound-rtp', at));
    meters.into.take(readHop(stats, 'inbound-rtp', at));
  }

  async readTransport(transport: types.WebRtcTransport): Promise<void> {
    const stats = await this.#read(transport, async () => transport.getStats());
    const bitrate = stats?.[0]?.availableOutgoingBitrate;
    if (bitrate !== undefined) this.#bitrates.set(transport, bitrate);
  }

  /** Whether somebody who looks would see something old. However many look, a worker is asked so often and no more. */
  isOld(what: Readable): boolean {
    return (
      performance.now() - (this.#readAt.get(what) ?? -Infinity) > this.#limits.consumerStatsMs * FRESH_SHARE
    );
  }

  /** What closes meanwhile, or whose worker is about to be found dead, says nothing. */
  async #read<T>(what: Readable, ask: () => Promise<T>): Promise<T | undefined> {
    if (what.closed) return undefined;
    this.#readAt.set(what, performance.now());
    try {
      return await withDeadline(ask(), { ms: this.#limits.workerRequestMs, what: 'getStats' });
    } catch {
      return undefined;
    }
  }
}
