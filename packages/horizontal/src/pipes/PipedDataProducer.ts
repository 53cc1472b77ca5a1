import type { types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { Follower } from './Follower.ts';
import { PipeError } from './PipeError.ts';
import { step } from './step.ts';
import type { PipedProducerOptions } from './PipedProducer.ts';

/** One data producer on a router on which it was not made; only over pairs with SCTP, which is inside one host (X17). */
export class PipedDataProducer {
  readonly id: string;
  /** On the source router. */
  readonly consumer: types.DataConsumer;
  /** On the target router. */
  readonly producer: types.DataProducer;
  readonly observer = new EnhancedEventEmitter<{ close: [] }>();
  readonly #pause: Follower;
  #closed = false;

  private constructor(consumer: types.DataConsumer, producer: types.DataProducer, stepMs: number) {
    this.id = producer.id;
    this.consumer = consumer;
    this.producer = producer;
    this.#pause = new Follower({
      told: producer.paused,
      wanted: () => consumer.dataProducerPaused,
      tell: async (paused) => step('pausing', paused ? producer.pause() : producer.resume(), { ms: stepMs }),
    });
    consumer.observer.once('close', () => this.close());
    producer.observer.once('close', () => this.close());
    consumer.on('dataproducerpause', () => this.#settle());
    consumer.on('dataproducerresume', () => this.#settle());
  }

  /** @throws PipeError timeout, closed, noSctp; and whatever a router answers. Then nothing of it is left. */
  static async create(options: PipedProducerOptions): Promise<PipedDataProducer> {
    const { source, target, producerId, id, appData, stepMs } = options;
    if (source.sctpParameters === undefined || target.sctpParameters === undefined) throw PipeError.noSctp();
    const atSource = source.consumeData({ dataProducerId: producerId });
    const consumer = await step('consumeData', atSource, { ms: stepMs, onLate: (late) => late.close() });
    let producer: types.DataProducer | undefined;
    try {
      if (consumer.closed || source.closed) throw PipeError.closed('the source');
      const { sctpStreamParameters, label, protocol, dataProducerPaused: paused } = consumer;
      const data = { id, label, protocol, paused, appData: appData ?? consumer.appData };
      const atTarget = target.produceData({ ...data, sctpStreamParameters });
      producer = await step('produceData', atTarget, { ms: stepMs, onLate: (late) => late.close() });
      if (producer.closed || target.closed) throw PipeError.closed('the target');
      if (consumer.closed || source.closed) throw PipeError.closed('the source');
      const piped = new PipedDataProducer(consumer, producer, stepMs);
      // The original may have been paused or resumed while the target was asked.
      await piped.#pause.settle();
      if (piped.closed) throw PipeError.closed('the data producer');
      return piped;
    } catch (error) {
      consumer.close();
      producer?.close();
      throw error;
    }
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.consumer.close();
    this.producer.close();
    this.observer.safeEmit('close');
  }

  #settle(): void {
    if (this.#closed) return;
    this.#pause.settle().catch(() => this.close());
  }
}
