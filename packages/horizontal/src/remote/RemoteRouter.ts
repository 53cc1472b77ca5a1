import { ortc, type types } from 'mediasoup';
import { PIPE_SIDE, type PipeSide } from '../pipeSide.ts';
import { RemoteDirectTransport } from './RemoteDirectTransport.ts';
import type { RemoteHandle } from './RemoteHandle.ts';
import { RemoteObject } from './RemoteObject.ts';
import { RemotePipeTransport } from './RemotePipeTransport.ts';
import { RemotePlainTransport } from './RemotePlainTransport.ts';
import { RemoteProducer } from './RemoteProducer.ts';
import { RemoteActiveSpeakerObserver, RemoteAudioLevelObserver } from './RemoteRtpObserver.ts';
import { RemoteWebRtcTransport } from './RemoteWebRtcTransport.ts';

/** How the routers of a connection pipe to others, of whatever connection. */
export interface RouterPiping {
  readonly side: PipeSide;
  pipe(source: types.Router, options: types.PipeToRouterOptions): Promise<types.PipeToRouterResult>;
}

export class RemoteRouter<A extends types.AppData = types.AppData>
  extends RemoteObject<'router', types.RouterEvents, types.RouterObserverEvents, A>
  implements types.Router<A>
{
  readonly #piping: RouterPiping;

  constructor(handle: RemoteHandle<'router'>, appData: A, piping: RouterPiping) {
    super(handle, appData);
    this.#piping = piping;
  }

  get id(): string {
    return this.handle.state.id;
  }

  get [PIPE_SIDE](): PipeSide {
    return this.#piping.side;
  }

  get rtpCapabilities(): types.RtpCapabilities {
    return structuredClone(this.handle.state.rtpCapabilities);
  }

  workerClosed(): void {
    this.shut('workerclose');
  }

  async dump(): Promise<types.RouterDump> {
    return (await this.call('dump')) as types.RouterDump; // mediasoup's own, from its host.
  }

  async createWebRtcTransport<T extends types.AppData = types.AppData>(
    options: types.WebRtcTransportOptions<T>,
  ): Promise<RemoteWebRtcTransport<T>> {
    return await this.create('createWebRtcTransport', options, RemoteWebRtcTransport<T>);
  }

  async createPlainTransport<T extends types.AppData = types.AppData>(
    options: types.PlainTransportOptions<T>,
  ): Promise<RemotePlainTransport<T>> {
    return await this.create('createPlainTransport', options, RemotePlainTransport<T>);
  }

  async createPipeTransport<T extends types.AppData = types.AppData>(
    options: types.PipeTransportOptions<T>,
  ): Promise<RemotePipeTransport<T>> {
    return await this.create('createPipeTransport', options, RemotePipeTransport<T>);
  }

  async createDirectTransport<T extends types.AppData = types.AppData>(
    options?: types.DirectTransportOptions<T>,
  ): Promise<RemoteDirectTransport<T>> {
    return await this.create('createDirectTransport', options, RemoteDirectTransport<T>);
  }

  async pipeToRouter(options: types.PipeToRouterOptions): Promise<types.PipeToRouterResult> {
    return await this.#piping.pipe(this, options);
  }

  async createActiveSpeakerObserver<T extends types.AppData = types.AppData>(
    options?: types.ActiveSpeakerObserverOptions<T>,
  ): Promise<RemoteActiveSpeakerObserver<T>> {
    return await this.create('createActiveSpeakerObserver', options, RemoteActiveSpeakerObserver<T>);
  }

  async createAudioLevelObserver<T extends types.AppData = types.AppData>(
    options?: types.AudioLevelObserverOptions<T>,
  ): Promise<RemoteAudioLevelObserver<T>> {
    return await this.create('createAudioLevelObserver', options, RemoteAudioLevelObserver<T>);
  }

  /** Answered here: mediasoup's does not wait for anybody either. */
  canConsume(options: { producerId: string; rtpCapabilities: types.RtpCapabilities }): boolean {
    const producer = this.#producer(options.producerId);
    if (producer === undefined) return false;
    try {
      return ortc.canConsume(producer.consumableRtpParameters, structuredClone(options.rtpCapabilities));
    } catch {
      // So does mediasoup.
      return false;
    }
  }

  updateMediaCodecs(mediaCodecs: types.RouterRtpCodecCapability[]): void {
    // As the host will, and with its errors.
    const rtpCapabilities = ortc.generateRouterRtpCapabilities(structuredClone(mediaCodecs));
    this.post('updateMediaCodecs', mediaCodecs);
    this.handle.patch({ rtpCapabilities });
  }

  #producer(producerId: string): RemoteProducer | undefined {
    for (const transport of this.children) {
      for (const child of transport.children) {
        if (child instanceof RemoteProducer && child.id === producerId) return child;
      }
    }
    return undefined;
  }
}
