import type { types } from 'mediasoup';
import { RemoteObject } from './RemoteObject.ts';

export class RemoteProducer<A extends types.AppData = types.AppData>
  extends RemoteObject<'producer', types.ProducerEvents, types.ProducerObserverEvents, A>
  implements types.Producer<A>
{
  get id(): string {
    return this.handle.state.id;
  }

  get kind(): types.MediaKind {
    return this.handle.state.kind;
  }

  get rtpParameters(): types.RtpParameters {
    return structuredClone(this.handle.state.rtpParameters);
  }

  get type(): types.ProducerType {
    return this.handle.state.type;
  }

  get consumableRtpParameters(): types.RtpParameters {
    return structuredClone(this.handle.state.consumableRtpParameters);
  }

  get paused(): boolean {
    return this.handle.state.paused;
  }

  get score(): types.ProducerScore[] {
    return structuredClone(this.handle.state.score);
  }

  transportClosed(): void {
    this.shut('transportclose');
  }

  async dump(): Promise<types.ProducerDump> {
    return (await this.call('dump')) as types.ProducerDump; // mediasoup's own, from its host.
  }

  async getStats(): Promise<types.ProducerStat[]> {
    return (await this.call('getStats')) as types.ProducerStat[]; // mediasoup's own, from its host.
  }

  async pause(): Promise<void> {
    await this.call('pause');
  }

  async resume(): Promise<void> {
    await this.call('resume');
  }

  async enableTraceEvent(types?: types.ProducerTraceEventType[]): Promise<void> {
    await this.call('enableTraceEvent', types);
  }

  /** For producers of a DirectTransport. */
  send(rtpPacket: Buffer): void {
    if (!Buffer.isBuffer(rtpPacket)) throw new TypeError('rtpPacket must be a Buffer');
    this.post('send', rtpPacket);
  }
}
