import type { types } from 'mediasoup';

/** Bits per second over a router's transports, those of clients and those of pipes. */
export type RouterRates = {
  readonly received: number;
  readonly sent: number;
  readonly pipedIn: number;
  readonly pipedOut: number;
};

type Stat = types.WebRtcTransportStat | types.PipeTransportStat;

/** The rates as mediasoup measures them now; transports that go meanwhile count for nothing. */
export async function readRates(transports: readonly types.Transport[]): Promise<RouterRates> {
  const asked = await Promise.allSettled(transports.map(async (transport) => transport.getStats()));
  // A transport's type does not say of which kind its statistics are; they do.
  const stats = asked.flatMap((result) => (result.status === 'fulfilled' ? (result.value as Stat[]) : []));
  const sum = (type: Stat['type'], key: 'recvBitrate' | 'sendBitrate') =>
    stats.reduce((total, stat) => total + (stat.type === type ? stat[key] : 0), 0);
  return {
    received: sum('webrtc-transport', 'recvBitrate'),
    sent: sum('webrtc-transport', 'sendBitrate'),
    pipedIn: sum('pipe-transport', 'recvBitrate'),
    pipedOut: sum('pipe-transport', 'sendBitrate'),
  };
}
