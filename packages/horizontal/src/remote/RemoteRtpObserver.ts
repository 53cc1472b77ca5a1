import type { types } from 'mediasoup';
import { RemoteObject } from './RemoteObject.ts';

abstract class RemoteRtpObserver<
  K extends 'audioLevelObserver' | 'activeSpeakerObserver',
  E extends types.RtpObserverEvents,
  O extends types.RtpObserverObserverEvents,
  A extends types.AppData,
> extends RemoteObject<K, E, O, A> {
  get id(): string {
    return this.handle.state.id;
  }

  get paused(): boolean {
    return this.handle.state.paused;
  }

  routerClosed(): void {
    this.shut('routerclose');
  }

  async pause(): Promise<void> {
    await this.call('pause');
  }

  async resume(): Promise<void> {
    await this.call('resume');
  }

  async addProducer(options: { producerId: string }): Promise<void> {
    await this.call('addProducer', options);
  }

  async removeProducer(options: { producerId: string }): Promise<void> {
    await this.call('removeProducer', options);
  }
}

export class RemoteAudioLevelObserver<A extends types.AppData = types.AppData>
  extends RemoteRtpObserver<
    'audioLevelObserver',
    types.AudioLevelObserverEvents,
    types.AudioLevelObserverObserverEvents,
    A
  >
  implements types.AudioLevelObserver<A>
{
  get type(): 'audiolevel' {
    return 'audiolevel';
  }
}

export class RemoteActiveSpeakerObserver<A extends types.AppData = types.AppData>
  extends RemoteRtpObserver<
    'activeSpeakerObserver',
    types.ActiveSpeakerObserverEvents,
    types.ActiveSpeakerObserverObserverEvents,
    A
  >
  implements types.ActiveSpeakerObserver<A>
{
  get type(): 'activespeaker' {
    return 'activespeaker';
  }
}
