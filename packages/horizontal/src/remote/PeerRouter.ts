import type { types } from 'mediasoup';
import { HorizontalError } from '../HorizontalError.ts';
import { HOST_REF } from './messages.ts';
import { RemotePipeTransport } from './RemotePipeTransport.ts';
import { RemoteRouter } from './RemoteRouter.ts';

/**
 * A router of a peer server: it was not made over this connection, and all that can be done with it is to make a
 * PipeTransport on it, of which the peer says how it is to be. Everything else is `forbidden`.
 */
export class PeerRouter extends RemoteRouter {
  override get rtpCapabilities(): types.RtpCapabilities {
    const { codecs } = this.handle.state.rtpCapabilities;
    if (codecs === undefined) throw new HorizontalError('forbidden', 'rtpCapabilities were not given');
    return super.rtpCapabilities;
  }

  /** What `options` say of addresses, ports, SRTP and RTX is the peer's to say. */
  override async createPipeTransport<T extends types.AppData = types.AppData>({
    appData,
  }: types.PipeTransportOptions<T>): Promise<RemotePipeTransport<T>> {
    const made = await this.handle.port.call({
      ref: HOST_REF,
      method: 'createPipeTransport',
      args: [{ routerId: this.id }],
      appData,
    });
    if (made instanceof RemotePipeTransport) return made;
    throw new HorizontalError('remote', 'createPipeTransport brought something else');
  }

  override async pipeToRouter(): Promise<types.PipeToRouterResult> {
    throw new HorizontalError('forbidden', 'router.pipeToRouter is not for a peer');
  }

  override canConsume(): boolean {
    throw new HorizontalError('forbidden', 'router.canConsume is not for a peer');
  }

  override updateMediaCodecs(): void {
    throw new HorizontalError('forbidden', 'router.updateMediaCodecs is not for a peer');
  }
}
