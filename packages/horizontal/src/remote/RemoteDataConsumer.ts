import type { types } from 'mediasoup';
import { RemoteObject } from './RemoteObject.ts';

export class RemoteDataConsumer<A extends types.AppData = types.AppData>
  extends RemoteObject<'dataConsumer', types.DataConsumerEvents, types.DataConsumerObserverEvents, A>
  implements types.DataConsumer<A>
{
  get id(): string {
    return this.handle.state.id;
  }

  get dataProducerId(): string {
    return this.handle.state.dataProducerId;
  }

  get type(): types.DataConsumerType {
    return this.handle.state.type;
  }

  get sctpStreamParameters(): types.SctpStreamParameters | undefined {
    return structuredClone(this.handle.state.sctpStreamParameters);
  }

  get label(): string {
    return this.handle.state.label;
  }

  get protocol(): string {
    return this.handle.state.protocol;
  }

  get paused(): boolean {
    return this.handle.state.paused;
  }

  get dataProducerPaused(): boolean {
    return this.handle.state.dataProducerPaused;
  }

  get subchannels(): number[] {
    return [...this.handle.state.subchannels];
  }

  transportClosed(): void {
    this.shut('transportclose');
  }

  async dump(): Promise<types.DataConsumerDump> {
    return (await this.call('dump')) as types.DataConsumerDump; // mediasoup's own, from its host.
  }

  async getStats(): Promise<types.DataConsumerStat[]> {
    return (await this.call('getStats')) as types.DataConsumerStat[]; // mediasoup's own, from its host.
  }

  async pause(): Promise<void> {
    await this.call('pause');
  }

  async resume(): Promise<void> {
    await this.call('resume');
  }

  async setBufferedAmountLowThreshold(threshold: number): Promise<void> {
    await this.call('setBufferedAmountLowThreshold', threshold);
  }

  async getBufferedAmount(): Promise<number> {
    return Number(await this.call('getBufferedAmount'));
  }

  async send(message: string | Buffer, ppid?: number): Promise<number> {
    if (typeof message !== 'string' && !Buffer.isBuffer(message)) {
      throw new TypeError('message must be a string or a Buffer');
    }
    return Number(await this.call('send', message, ppid));
  }

  async setSubchannels(subchannels: number[]): Promise<void> {
    await this.call('setSubchannels', subchannels);
  }

  async addSubchannel(subchannel: number): Promise<void> {
    await this.call('addSubchannel', subchannel);
  }

  async removeSubchannel(subchannel: number): Promise<void> {
    await this.call('removeSubchannel', subchannel);
  }
}
