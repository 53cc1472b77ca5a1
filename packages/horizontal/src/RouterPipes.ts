import { randomUUID } from 'node:crypto';
import { errors, type types } from 'mediasoup';
import { DataRelay } from './DataRelay.ts';
import type { LiveObjects } from './LiveObjects.ts';
import { pipeToRouter } from './pipes/pipeToRouter.ts';
import { Pipes } from './pipes/Pipes.ts';
import { type PipeSide, pipeSideOf } from './pipeSide.ts';

export type RouterPipesOptions = {
  readonly objects: LiveObjects;
  /** Deadline of each step. */
  readonly stepMs: number;
};

/** `pipeToRouter` of the routers of one connection: to any router of any connection (002-13, 002-14). */
export class RouterPipes {
  readonly #objects: LiveObjects;
  readonly #pipes: Pipes;
  readonly #relays = new Map<string, Promise<DataRelay>>();

  constructor({ objects, stepMs }: RouterPipesOptions) {
    this.#objects = objects;
    this.#pipes = new Pipes({ stepMs });
  }

  /** @throws TypeError, NotFoundError, UnsupportedError as mediasoup's; PipeError for a step that failed */
  async pipe(source: types.Router, options: types.PipeToRouterOptions): Promise<types.PipeToRouterResult> {
    const { producerId, dataProducerId, router: target } = options;
    const isOne = (producerId === undefined) !== (dataProducerId === undefined);
    // What is wrong with the options themselves is said by the other one.
    if (!isOne || target === undefined || target === source) {
      return await pipeToRouter({ pipes: this.#pipes, source, options });
    }
    const original =
      producerId === undefined
        ? this.#objects.dataProducer(source, dataProducerId ?? '')
        : this.#objects.producer(source, producerId);
    if (original === undefined) {
      throw new errors.NotFoundError(
        producerId === undefined ? 'DataProducer not found' : 'Producer not found',
      );
    }
    const { appData } = original;
    const sides = { source: pipeSideOf(source), target: pipeSideOf(target) };
    if (sides.source.host === sides.target.host) {
      return await pipeToRouter({ pipes: this.#pipes, source, options, appData });
    }
    if (producerId === undefined) return await this.#relay(source, options);
    return await this.#pipeAcross({ source, options, appData, sides });
  }

  close(): void {
    this.#pipes.close();
  }

  /** Between hosts packets are encrypted and lost ones sent again, unless the caller wants it otherwise. */
  async #pipeAcross(wish: {
    source: types.Router;
    options: types.PipeToRouterOptions;
    appData: types.AppData;
    sides: { source: PipeSide; target: PipeSide };
  }): Promise<types.PipeToRouterResult> {
    const { source, options, appData, sides } = wish;
    const { producerId = '', router, keepId = true, enableSrtp = true, enableRtx = true, listenIp } = options;
    if (options.listenInfo !== undefined && listenIp !== undefined) {
      throw new TypeError('only one of listenInfo and listenIp must be given');
    }
    const transportOf = ({ listenInfo }: PipeSide): types.PipeTransportOptions => {
      const how = { enableSrtp, enableRtx };
      return listenIp === undefined
        ? { ...how, listenInfo: options.listenInfo ?? listenInfo }
        : { ...how, listenIp };
    };
    const { consumer, producer } = await this.#pipes.pipe({
      source: { router: source, transport: transportOf(sides.source) },
      target: { router, transport: transportOf(sides.target) },
      producerId,
      id: keepId ? producerId : randomUUID(),
      appData,
    });
    return { pipeConsumer: consumer, pipeProducer: producer };
  }

  /** SCTP of a PipeTransport is not encrypted: between hosts data crosses on the links (X17). */
  async #relay(source: types.Router, options: types.PipeToRouterOptions): Promise<types.PipeToRouterResult> {
    const { dataProducerId = '', router: target, keepId = true } = options;
    const id = keepId ? dataProducerId : randomUUID();
    const key = `${source.id} ${target.id} ${id}`;
    const known = this.#relays.get(key);
    const making = known ?? DataRelay.create({ source, target, dataProducerId, id });
    if (known === undefined) {
      this.#relays.set(key, making);
      this.#forgetRelay(key, making).catch(() => this.#relays.delete(key));
    }
    const { consumer, producer } = await making;
    return { pipeDataConsumer: consumer, pipeDataProducer: producer };
  }

  /** When it closes, or did not come about. */
  async #forgetRelay(key: string, making: Promise<DataRelay>): Promise<void> {
    const { producer } = await making;
    if (producer.closed) this.#relays.delete(key);
    else producer.observer.once('close', () => this.#relays.delete(key));
  }
}
