/** How a receiver's packets are numbered for the whole transport, so that it can acknowledge each (transport-cc). */
const TRANSPORT_CC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';

type HeaderExtensions = readonly { readonly uri: string }[] | undefined;

/** Whether the packets of a consumer with these header extensions are to be acknowledged. */
export const isAcknowledged = (headerExtensions: HeaderExtensions): boolean =>
  headerExtensions?.some(({ uri }) => uri === TRANSPORT_CC) === true;

/** What went over one receiver's transport until a moment. */
export type Traffic = {
  readonly at: number;
  /** All that came from the client. */
  readonly bytesReceived: number;
  /** Of each consumer whose packets are to be acknowledged, those that were sent. */
  readonly sent: ReadonlyMap<string, { readonly kind: 'audio' | 'video'; readonly packets: number }>;
  /** The worker's estimate of the client's bandwidth is the one with which it began. */
  readonly isUnestimated: boolean;
};

/**
 * `unknown`: too little was sent, or nothing came at all: the client is out of reach, which others judge.
 */
export type Acknowledgement = 'acknowledges' | 'doesNot' | 'unknown';

/** Below so many packets per second what the worker keeps of them is next to nothing (140 bytes each, measured, for 60 s). */
const LEAST_PACKETS_PER_SECOND = 25;
/**
 * The report of a packet that arrived takes a byte at least, its report's head and the other reports not counted
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1.5); measured are more than two.
 */
const LEAST_BYTES_PER_PACKET = 0.75;
/**
 * Where video flows the first reports change the estimate. While it stands as it began, less than this says enough: where
 * few packets flow, 11 bytes and more came for each from who acknowledges, and 3 to 8 from who does not.
 */
const LEAST_BYTES_PER_PACKET_UNESTIMATED = 9;
const LEAST_VIDEO_PACKETS_PER_SECOND = 5;

/** Whether the receiver acknowledges what it gets. No worker's statistics say so, but what comes from it cannot be less. */
export function judgeAcknowledgement(before: Traffic, now: Traffic): Acknowledgement {
  const seconds = (now.at - before.at) / 1000;
  const bytes = now.bytesReceived - before.bytesReceived;
  const video = packetsBetween(before, now, 'video');
  const packets = video + packetsBetween(before, now, 'audio');
  if (bytes <= 0 || packets < LEAST_PACKETS_PER_SECOND * seconds) return 'unknown';
  const isUnestimated =
    before.isUnestimated && now.isUnestimated && video >= LEAST_VIDEO_PACKETS_PER_SECOND * seconds;
  const least = isUnestimated ? LEAST_BYTES_PER_PACKET_UNESTIMATED : LEAST_BYTES_PER_PACKET;
  return bytes < packets * least ? 'doesNot' : 'acknowledges';
}

function packetsBetween(before: Traffic, now: Traffic, kind: 'audio' | 'video'): number {
  let sum = 0;
  for (const [consumerId, sent] of now.sent) {
    const already = before.sent.get(consumerId)?.packets ?? 0;
    if (sent.kind === kind) sum += Math.max(0, sent.packets - already);
  }
  return sum;
}
