import type { types } from 'mediasoup';
import { RemoteObject } from './RemoteObject.ts';

export class RemoteDataProducer<A extends types.AppData = types.AppData>
  extends RemoteObject<'dataProducer', types.DataProducerEvents, types.DataProducerObserverEvents, A>
  implements types.DataProducer<A>
{
  get id(): string {
    return this.handle.state.id;
  }

  get type(): types.DataProducerType {
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

  transportClosed(): void {
    this.shut('transportclose');
  }

  async dump(): Promise<types.DataProducerDump> {
    return (await this.call('dump')) as types.DataProducerDump; // mediasoup's own, from its host.
  }

  async getStats(): Promise<types.DataProducerStat[]> {
    return (await this.call('getStats')) as types.DataProducerStat[]; // mediasoup's own, from its host.
  }

  async pause(): Promise<void> {
    await this.call('pause');
  }

  async resume(): Promise<void> {
    await this.call('resume');
  }

  /** For data producers of a DirectTransport. */
  // oxlint-disable-next-line max-params -- mediasoup's own signature.
  send(
    message: string | Buffer,
    ppid?: number,
    subchannels?: number[],
    requiredSubchannel?: number,
    ignoredSubchannel?: number,
  ): void {
    if (typeof message !== 'string' && !Buffer.isBuffer(message)) {
      throw new TypeError('message must be a string or a Buffer');
    }
    this.post('send', message, ppid, subchannels, requiredSubchannel, ignoredSubchannel);
  }
}
