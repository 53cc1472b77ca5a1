import type { types } from 'mediasoup';
import { RemoteObject } from './RemoteObject.ts';

export class RemoteConsumer<A extends types.AppData = types.AppData>
  extends RemoteObject<'consumer', types.ConsumerEvents, types.ConsumerObserverEvents, A>
  implements types.Consumer<A>
{
  get id(): string {
    return this.handle.state.id;
  }

  get producerId(): string {
    return this.handle.state.producerId;
  }

  get kind(): types.MediaKind {
    return this.handle.state.kind;
  }

  get rtpParameters(): types.RtpParameters {
    return structuredClone(this.handle.state.rtpParameters);
  }

  get type(): types.ConsumerType {
    return this.handle.state.type;
  }

  get paused(): boolean {
    return this.handle.state.paused;
  }

  get producerPaused(): boolean {
    return this.handle.state.producerPaused;
  }

  get priority(): number {
    return this.handle.state.priority;
  }

  get score(): types.ConsumerScore {
    return structuredClone(this.handle.state.score);
  }

  get preferredLayers(): types.ConsumerLayers | undefined {
    return structuredClone(this.handle.state.preferredLayers);
  }

  get currentLayers(): types.ConsumerLayers | undefined {
    return structuredClone(this.handle.state.currentLayers);
  }

  transportClosed(): void {
    this.shut('transportclose');
  }

  async dump(): Promise<types.ConsumerDump> {
    return (await this.call('dump')) as types.ConsumerDump; // mediasoup's own, from its host.
  }

  async getStats(): Promise<(types.ConsumerStat | types.ProducerStat)[]> {
    // mediasoup's own, from its host.
    return (await this.call('getStats')) as (types.ConsumerStat | types.ProducerStat)[];
  }

  async pause(): Promise<void> {
    await this.call('pause');
  }

  async resume(): Promise<void> {
    await this.call('resume');
  }

  async setPreferredLayers(layers: types.ConsumerLayers): Promise<void> {
    await this.call('setPreferredLayers', layers);
  }

  async setPriority(priority: number): Promise<void> {
    await this.call('setPriority', priority);
  }

  async unsetPriority(): Promise<void> {
    await this.call('unsetPriority');
  }

  async requestKeyFrame(): Promise<void> {
    await this.call('requestKeyFrame');
  }

  async enableTraceEvent(types?: types.ConsumerTraceEventType[]): Promise<void> {
    await this.call('enableTraceEvent', types);
  }
}
