import type { types } from 'mediasoup';
import { RemoteTransport } from './RemoteTransport.ts';

export class RemotePlainTransport<A extends types.AppData = types.AppData>
  extends RemoteTransport<'plainTransport', types.PlainTransportEvents, types.PlainTransportObserverEvents, A>
  implements types.PlainTransport<A>
{
  get type(): 'plain' {
    return 'plain';
  }

  get tuple(): types.TransportTuple {
    return structuredClone(this.handle.state.tuple);
  }

  get rtcpTuple(): types.TransportTuple | undefined {
    return structuredClone(this.handle.state.rtcpTuple);
  }

  get srtpParameters(): types.SrtpParameters | undefined {
    return structuredClone(this.handle.state.srtpParameters);
  }

  get sctpParameters(): types.SctpParameters | undefined {
    return structuredClone(this.handle.state.sctpParameters);
  }

  get sctpState(): types.SctpState | undefined {
    return this.handle.state.sctpState;
  }

  get sctpNegotiatedCapabilities(): types.SctpNegotiatedCapabilities | undefined {
    return structuredClone(this.handle.state.sctpNegotiatedCapabilities);
  }

  async dump(): Promise<types.PlainTransportDump> {
    return (await this.call('dump')) as types.PlainTransportDump; // mediasoup's own, from its host.
  }

  async getStats(): Promise<types.PlainTransportStat[]> {
    return (await this.call('getStats')) as types.PlainTransportStat[]; // mediasoup's own, from its host.
  }

  async connect(options: {
    ip?: string;
    port?: number;
    rtcpPort?: number;
    srtpParameters?: types.SrtpParameters;
  }): Promise<void> {
    await this.call('connect', options);
  }

  protected override onShut(): void {
    if (this.sctpState !== undefined) this.handle.patch({ sctpState: 'closed' });
  }
}
