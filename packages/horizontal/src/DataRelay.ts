import { errors, type types } from 'mediasoup';

export type DataRelayOptions = {
  readonly source: types.Router;
  readonly target: types.Router;
  readonly dataProducerId: string;
  /** The id that it has on the target router. */
  readonly id: string;
};

/** A data producer on a router of another host: its messages go over the links, by way of this process. */
export class DataRelay {
  readonly consumer: types.DataConsumer;
  readonly producer: types.DataProducer;

  private constructor(consumer: types.DataConsumer, producer: types.DataProducer) {
    this.consumer = consumer;
    this.producer = producer;
    consumer.on('message', (message, ppid) => {
      if (!producer.closed) producer.send(message, ppid);
    });
  }

  /** @throws what a router answers, NotFoundError; then nothing is left on either side */
  static async create({ source, target, dataProducerId, id }: DataRelayOptions): Promise<DataRelay> {
    const made = await Promise.allSettled([source.createDirectTransport(), target.createDirectTransport()]);
    const [atSource, atTarget] = made;
    const close = () => {
      for (const end of made) if (end.status === 'fulfilled') end.value.close();
    };
    try {
      if (atSource.status === 'rejected') throw atSource.reason;
      if (atTarget.status === 'rejected') throw atTarget.reason;
      const consumer = await atSource.value.consumeData({ dataProducerId });
      const { label, protocol } = consumer;
      const producer = await atTarget.value.produceData({ id, label, protocol });
      if (consumer.closed || producer.closed) throw new errors.NotFoundError('original DataProducer closed');
      consumer.observer.once('close', close);
      producer.observer.once('close', close);
      return new DataRelay(consumer, producer);
    } catch (error) {
      close();
      throw error;
    }
  }
}
