import type { DataLabel } from '@convene/protocol';
import type { types } from 'mediasoup';
import type { Log } from './Log.ts';

/** How each label is delivered (004-57, X13, X19): chat whole and in order, the rest may be lost. */
const DELIVERY = {
  chat: { ordered: true },
  signals: { ordered: false, maxRetransmits: 3 },
} as const satisfies Record<DataLabel, Pick<types.DataConsumerOptions, 'ordered' | 'maxRetransmits'>>;

/** Nobody, one receiver, or all but one; receivers are named by their subchannel. */
export type Addressee = { readonly to: number } | { readonly except: number } | 'everybody';

const HIGHEST_SUBCHANNEL = 65_535;

/**
 * The data side of one router (DESIGN §4): a DirectTransport, with one DataProducer of the server per label. Clients
 * consume these and nobody else's; what a client sends ends here. Each client's DataConsumers carry a subchannel of
 * its own, by which a message is addressed.
 */
export class RouterChannels {
  readonly #transport: types.DirectTransport;
  readonly #producers: Readonly<Record<DataLabel, types.DataProducer>>;
  readonly #log: Log;
  readonly #free: number[] = [];
  #next = 1;

  private constructor(
    transport: types.DirectTransport,
    producers: Readonly<Record<DataLabel, types.DataProducer>>,
    log: Log,
  ) {
    this.#transport = transport;
    this.#producers = producers;
    this.#log = log;
  }

  static async create(router: types.Router, log: Log): Promise<RouterChannels> {
    const transport = await router.createDirectTransport();
    const [chat, signals] = await Promise.all([
      transport.produceData({ label: 'chat' }),
      transport.produceData({ label: 'signals' }),
    ]);
    return new RouterChannels(transport, { chat, signals }, log);
  }

  takeSubchannel(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#next > HIGHEST_SUBCHANNEL) throw new Error('no subchannel is left on this router');
    return this.#next++;
  }

  returnSubchannel(subchannel: number): void {
    this.#free.push(subchannel);
  }

  /** A paused DataConsumer of this router's `label` on a client's transport (004-60). */
  async consumeOn(
    transport: types.WebRtcTransport,
    { label, subchannel }: { label: DataLabel; subchannel: number },
  ): Promise<types.DataConsumer> {
    return transport.consumeData({
      dataProducerId: this.#producers[label].id,
      ...DELIVERY[label],
      paused: true,
      subchannels: [subchannel],
    });
  }

  /** Hands over what a client's DataProducer sends. It ends with that DataProducer. */
  async receive(dataProducer: types.DataProducer, onMessage: (message: Buffer) => void): Promise<void> {
    const consumer = await this.#transport.consumeData({ dataProducerId: dataProducer.id });
    consumer.on('message', (message) => onMessage(message));
  }

  /** Sends without waiting; a message for which there is no room in a receiver's buffer is dropped there. */
  send(label: DataLabel, text: string, addressee: Addressee): void {
    const producer = this.#producers[label];
    if (producer.closed) return;
    try {
      if (addressee === 'everybody') producer.send(text);
      else if ('to' in addressee) producer.send(text, undefined, [addressee.to]);
      else producer.send(text, undefined, undefined, undefined, addressee.except);
    } catch (error) {
      // The channel to a worker that has just died throws; its peers are closed by the `died` event.
      this.#log.warn('data message not sent', { label, error });
    }
  }
}
