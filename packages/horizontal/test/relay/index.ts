export { TcpRelay, type RelayTarget, type TcpRelayOptions } from './TcpRelay.ts';
export { UdpRelay, type RelayedHost, type UdpRelayOptions } from './UdpRelay.ts';
export { Wire, type WireQuality, type WireState } from './Wire.ts';
