import type { types } from 'mediasoup';
import { RemoteConsumer } from './RemoteConsumer.ts';
import { RemoteTransport } from './RemoteTransport.ts';

export class RemotePipeTransport<A extends types.AppData = types.AppData>
  extends RemoteTransport<'pipeTransport', types.PipeTransportEvents, types.PipeTransportObserverEvents, A>
  implements types.PipeTransport<A>
{
  get type(): 'pipe' {
    return 'pipe';
  }

  get tuple(): types.TransportTuple {
    return structuredClone(this.handle.state.tuple);
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

  async dump(): Promise<types.PipeTransportDump> {
    return (await this.call('dump')) as types.PipeTransportDump; // mediasoup's own, from its host.
  }

  async getStats(): Promise<types.PipeTransportStat[]> {
    return (await this.call('getStats')) as types.PipeTransportStat[]; // mediasoup's own, from its host.
  }

  async connect(options: { ip: string; port: number; srtpParameters?: types.SrtpParameters }): Promise<void> {
    await this.call('connect', options);
  }

  override async consume<C extends types.AppData = types.AppData>(
    options: types.PipeConsumerOptions<C>,
  ): Promise<RemoteConsumer<C>> {
    return await this.create('consume', options, RemoteConsumer<C>);
  }

  protected override onShut(): void {
    if (this.sctpState !== undefined) this.handle.patch({ sctpState: 'closed' });
  }
}
