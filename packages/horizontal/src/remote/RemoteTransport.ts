import type { types } from 'mediasoup';
import { RemoteConsumer } from './RemoteConsumer.ts';
import { RemoteDataConsumer } from './RemoteDataConsumer.ts';
import { RemoteDataProducer } from './RemoteDataProducer.ts';
import { RemoteObject } from './RemoteObject.ts';
import { RemoteProducer } from './RemoteProducer.ts';

export type TransportKind = 'webRtcTransport' | 'plainTransport' | 'pipeTransport' | 'directTransport';

/** What all transports have in common. */
export abstract class RemoteTransport<
  K extends TransportKind,
  E extends types.TransportEvents,
  O extends types.TransportObserverEvents,
  A extends types.AppData,
> extends RemoteObject<K, E, O, A> {
  get id(): string {
    return this.handle.state.id;
  }

  routerClosed(): void {
    this.shut('routerclose');
  }

  listenServerClosed(): void {
    this.shut('listenserverclose');
  }

  async setMaxIncomingBitrate(bitrate: number): Promise<void> {
    await this.call('setMaxIncomingBitrate', bitrate);
  }

  async setMaxOutgoingBitrate(bitrate: number): Promise<void> {
    await this.call('setMaxOutgoingBitrate', bitrate);
  }

  async setMinOutgoingBitrate(bitrate: number): Promise<void> {
    await this.call('setMinOutgoingBitrate', bitrate);
  }

  async produce<P extends types.AppData = types.AppData>(
    options: types.ProducerOptions<P>,
  ): Promise<RemoteProducer<P>> {
    return await this.create('produce', options, RemoteProducer<P>);
  }

  async consume<C extends types.AppData = types.AppData>(
    options: types.ConsumerOptions<C>,
  ): Promise<RemoteConsumer<C>> {
    return await this.create('consume', options, RemoteConsumer<C>);
  }

  async produceData<P extends types.AppData = types.AppData>(
    options: types.DataProducerOptions<P> = {},
  ): Promise<RemoteDataProducer<P>> {
    return await this.create('produceData', options, RemoteDataProducer<P>);
  }

  async consumeData<C extends types.AppData = types.AppData>(
    options: types.DataConsumerOptions<C>,
  ): Promise<RemoteDataConsumer<C>> {
    return await this.create('consumeData', options, RemoteDataConsumer<C>);
  }

  async enableTraceEvent(types?: types.TransportTraceEventType[]): Promise<void> {
    await this.call('enableTraceEvent', types);
  }
}
