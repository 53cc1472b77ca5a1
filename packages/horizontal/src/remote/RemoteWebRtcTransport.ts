import type { types } from 'mediasoup';
import { RemoteTransport } from './RemoteTransport.ts';

export class RemoteWebRtcTransport<A extends types.AppData = types.AppData>
  extends RemoteTransport<
    'webRtcTransport',
    types.WebRtcTransportEvents,
    types.WebRtcTransportObserverEvents,
    A
  >
  implements types.WebRtcTransport<A>
{
  get type(): 'webrtc' {
    return 'webrtc';
  }

  get iceRole(): 'controlled' {
    return this.handle.state.iceRole;
  }

  get iceParameters(): types.IceParameters {
    return structuredClone(this.handle.state.iceParameters);
  }

  get iceCandidates(): types.IceCandidate[] {
    return structuredClone(this.handle.state.iceCandidates);
  }

  get iceState(): types.IceState {
    return this.handle.state.iceState;
  }

  get iceSelectedTuple(): types.TransportTuple | undefined {
    return structuredClone(this.handle.state.iceSelectedTuple);
  }

  get dtlsParameters(): types.DtlsParameters {
    return structuredClone(this.handle.state.dtlsParameters);
  }

  get dtlsState(): types.DtlsState {
    return this.handle.state.dtlsState;
  }

  get dtlsRemoteCert(): string | undefined {
    return this.handle.state.dtlsRemoteCert;
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

  async dump(): Promise<types.WebRtcTransportDump> {
    return (await this.call('dump')) as types.WebRtcTransportDump; // mediasoup's own, from its host.
  }

  async getStats(): Promise<types.WebRtcTransportStat[]> {
    return (await this.call('getStats')) as types.WebRtcTransportStat[]; // mediasoup's own, from its host.
  }

  async connect(options: { dtlsParameters: types.DtlsParameters }): Promise<void> {
    await this.call('connect', options);
  }

  async restartIce(): Promise<types.IceParameters> {
    return (await this.call('restartIce')) as types.IceParameters; // mediasoup's own, from its host.
  }

  protected override onShut(): void {
    this.handle.patch({
      iceState: 'closed',
      iceSelectedTuple: undefined,
      dtlsState: 'closed',
      ...(this.sctpState !== undefined && { sctpState: 'closed' }),
    });
  }
}
