import type { RtcpPacket, RtpHeader } from 'werift';

/** The encrypted path to the server, as those who send on it see it. What is sent before it stands is lost. */
export interface RtpPort {
  readonly connected: boolean;
  sendRtp(header: RtpHeader, payload: Buffer): void;
  sendRtcp(packets: readonly RtcpPacket[]): void;
}
