import type { types } from 'mediasoup';
import type { PipeOptions } from '../media/mediaOptions.ts';

/** Pipes between two routers of this server: nothing leaves the machine. */
export const pipesInside: types.PipeTransportOptions = {
  listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
};

/**
 * This server's side of pipes to other servers. Without SCTP, which a PipeTransport does not encrypt: data crosses on
 * the server link (X17).
 */
export function pipesBetween(settings: PipeOptions): types.PipeTransportOptions {
  const { listenIp: ip, announcedAddress, srtp } = settings;
  return {
    listenInfo: { protocol: 'udp', ip, ...(announcedAddress === undefined ? {} : { announcedAddress }) },
    enableSrtp: srtp,
    enableRtx: srtp,
  };
}
