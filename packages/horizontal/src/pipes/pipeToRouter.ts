import { randomUUID } from 'node:crypto';
import type { types } from 'mediasoup';
import type { PipeEnd } from './PipePair.ts';
import type { Pipes } from './Pipes.ts';

export type PipeToRouterWish = {
  readonly pipes: Pipes;
  readonly source: types.Router;
  readonly options: types.PipeToRouterOptions;
  /** Of the producer that is piped: mediasoup shows it to nobody but its own Router. */
  readonly appData?: types.AppData;
};

/** mediasoup's `router.pipeToRouter(options)`, with its defaults, over our pairs. */
export async function pipeToRouter(wish: PipeToRouterWish): Promise<types.PipeToRouterResult> {
  const { pipes, source, options, appData } = wish;
  const { producerId, dataProducerId, router, keepId = true } = options;
  if (producerId !== undefined && dataProducerId !== undefined) {
    throw new TypeError('just producerId or dataProducerId can be given');
  }
  if (options.router === undefined) throw new TypeError('missing router');
  if (router === source) throw new TypeError('cannot use this Router as destination');
  const transport = toTransportOptions(options);
  const id = producerId ?? dataProducerId;
  if (id === undefined) throw new TypeError('missing producerId or dataProducerId');
  const ends: { source: PipeEnd; target: PipeEnd } = {
    source: { router: source, transport },
    target: { router, transport },
  };
  const piped = { ...ends, producerId: id, id: keepId ? id : randomUUID(), appData };
  if (producerId !== undefined) {
    const { consumer, producer } = await pipes.pipe(piped);
    return { pipeConsumer: consumer, pipeProducer: producer };
  }
  const { consumer, producer } = await pipes.pipeData(piped);
  return { pipeDataConsumer: consumer, pipeDataProducer: producer };
}

function toTransportOptions(options: types.PipeToRouterOptions): types.PipeTransportOptions {
  const { producerId: _p, dataProducerId: _d, router: _r, keepId: _k, ...rest } = options;
  const { listenInfo, listenIp, enableSctp = true, ...transport } = rest;
  if (listenInfo !== undefined && listenIp !== undefined) {
    throw new TypeError('only one of listenInfo and listenIp must be given');
  }
  if (listenIp !== undefined) return { ...transport, enableSctp, listenIp };
  return { ...transport, enableSctp, listenInfo: listenInfo ?? { protocol: 'udp', ip: '127.0.0.1' } };
}
