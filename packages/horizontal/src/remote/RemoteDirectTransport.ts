import type { types } from 'mediasoup';
import { RemoteTransport } from './RemoteTransport.ts';

/** Its packets and messages cross the link: for data and tests, not for media at large. */
export class RemoteDirectTransport<A extends types.AppData = types.AppData>
  extends RemoteTransport<
    'directTransport',
    types.DirectTransportEvents,
    types.DirectTransportObserverEvents,
    A
  >
  implements types.DirectTransport<A>
{
  get type(): 'direct' {
    return 'direct';
  }

  async dump(): Promise<types.DirectTransportDump> {
    return (await this.call('dump')) as types.DirectTransportDump; // mediasoup's own, from its host.
  }

  async getStats(): Promise<types.DirectTransportStat[]> {
    return (await this.call('getStats')) as types.DirectTransportStat[]; // mediasoup's own, from its host.
  }

  async connect(): Promise<void> {
    await this.call('connect');
  }

  sendRtcp(rtcpPacket: Buffer): void {
    if (!Buffer.isBuffer(rtcpPacket)) throw new TypeError('rtcpPacket must be a Buffer');
    this.post('sendRtcp', rtcpPacket);
  }
}
