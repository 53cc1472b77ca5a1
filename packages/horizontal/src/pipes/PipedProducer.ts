import type { types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { Follower } from './Follower.ts';
import { PipeError } from './PipeError.ts';
import { step } from './step.ts';

export type PipedProducerOptions = {
  readonly source: types.PipeTransport;
  readonly target: types.PipeTransport;
  /** The producer on the source router. */
  readonly producerId: string;
  /** The id that it has on the target router. */
  readonly id: string;
  /** Of the producer at the target; if not given, what the source tells of the original. */
  readonly appData: types.AppData | undefined;
  readonly stepMs: number;
};

/**
 * One producer on a router on which it was not made: a consumer at the source, and a producer at the target which is
 * paused, resumed and closed with the original (000-35..40).
 */
export class PipedProducer {
  readonly id: string;
  /** On the source router. */
  readonly consumer: types.Consumer;
  /** On the target router. */
  readonly producer: types.Producer;
  readonly observer = new EnhancedEventEmitter<{ close: [] }>();
  readonly #pause: Follower;
  readonly #forward: Follower;
  #isForwarding = true;
  #closed = false;

  private constructor(consumer: types.Consumer, producer: types.Producer, stepMs: number) {
    this.id = producer.id;
    this.consumer = consumer;
    this.producer = producer;
    const tell = async (what: string, told: Promise<void>) => step(what, told, { ms: stepMs });
    this.#pause = new Follower({
      told: producer.paused,
      wanted: () => consumer.producerPaused,
      tell: async (paused) => tell('pausing', paused ? producer.pause() : producer.resume()),
    });
    this.#forward = new Follower({
      told: !consumer.paused,
      wanted: () => this.#isForwarding,
      tell: async (forwarding) => tell('forwarding', forwarding ? consumer.resume() : consumer.pause()),
    });
    consumer.observer.once('close', () => this.close());
    producer.observer.once('close', () => this.close());
    consumer.on('producerpause', () => this.#settle());
    consumer.on('producerresume', () => this.#settle());
  }

  /** @throws PipeError timeout, closed; and whatever a router answers. Then nothing of it is left on either side. */
  static async create(options: PipedProducerOptions): Promise<PipedProducer> {
    const { source, target, producerId, id, appData, stepMs } = options;
    const atSource = source.consume({ producerId });
    const consumer = await step('consume', atSource, { ms: stepMs, onLate: (late) => late.close() });
    let producer: types.Producer | undefined;
    try {
      if (consumer.closed || source.closed) throw PipeError.closed('the source');
      const { kind, rtpParameters, producerPaused: paused } = consumer;
      const atTarget = target.produce({
        id,
        kind,
        rtpParameters,
        paused,
        appData: appData ?? consumer.appData,
      });
      producer = await step('produce', atTarget, { ms: stepMs, onLate: (late) => late.close() });
      if (producer.closed || target.closed) throw PipeError.closed('the target');
      if (consumer.closed || source.closed) throw PipeError.closed('the source');
      const piped = new PipedProducer(consumer, producer, stepMs);
      // The original may have been paused or resumed while the target was asked.
      await piped.#pause.settle();
      if (piped.closed) throw PipeError.closed('the producer');
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

  /** Whether packets flow from router to router, unless the original is paused. */
  get isForwarding(): boolean {
    return this.#forward.told;
  }

  /** Stops and starts the flow between the routers; to those who receive it the producer is not paused by this. */
  setForwarding(isForwarding: boolean): void {
    this.#isForwarding = isForwarding;
    this.#settle();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.consumer.close();
    this.producer.close();
    this.observer.safeEmit('close');
  }

  /** Two ends that can't be kept in step are none: whoever wants it pipes it again. */
  #settle(): void {
    if (this.#closed) return;
    Promise.all([this.#pause.settle(), this.#forward.settle()]).catch(() => this.close());
  }
}
