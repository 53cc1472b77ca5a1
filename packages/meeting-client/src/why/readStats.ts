import type { ProducerId } from '@convene/protocol';
import type { SendLimit, SendStats, SentLayer } from '@convene/protocol/stats';
import {
  activePair,
  entriesOf,
  type Entry,
  numberOf,
  protocolOf,
  type StatsEntries,
  textOf,
} from './statsEntries.ts';

/** What was received of a stream until a moment: totals, and what holds right now. */
export type ReceivedReading = {
  readonly at: number;
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
  readonly framesReceived: number;
  readonly framesDecoded: number;
  readonly framesDropped: number;
  readonly freezes: number;
  readonly decodeSeconds: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly jitterMs: number | undefined;
  readonly roundTripMs: number | undefined;
  readonly codec: string | undefined;
  /** Of the connection: `udp`, or `tcp`, over which what is lost makes all that follows late. */
  readonly protocol: string | undefined;
  readonly decoder: string | undefined;
};

/** undefined: nothing of a video is received. */
export function readReceived(report: StatsEntries, at: number): ReceivedReading | undefined {
  const entries = entriesOf(report);
  const inbound = entries.find(({ type, kind }) => type === 'inbound-rtp' && kind !== 'audio');
  if (inbound === undefined) return undefined;
  const total = (name: string) => numberOf(inbound, name) ?? 0;
  const jitter = numberOf(inbound, 'jitter');
  const roundTrip = numberOf(activePair(entries), 'currentRoundTripTime');
  return {
    at,
    bytes: total('bytesReceived'),
    packets: total('packetsReceived'),
    lost: total('packetsLost'),
    framesReceived: total('framesReceived'),
    framesDecoded: total('framesDecoded'),
    framesDropped: total('framesDropped'),
    freezes: total('freezeCount'),
    decodeSeconds: total('totalDecodeTime'),
    width: numberOf(inbound, 'frameWidth'),
    height: numberOf(inbound, 'frameHeight'),
    jitterMs: jitter === undefined ? undefined : jitter * 1000,
    roundTripMs: roundTrip === undefined ? undefined : roundTrip * 1000,
    codec: codecOf(entries, inbound),
    protocol: protocolOf(entries),
    decoder: textOf(inbound, 'decoderImplementation'),
  };
}

/** What a stream was like between two readings. */
export type ReceivedRates = Pick<
  ReceivedReading,
  'at' | 'width' | 'height' | 'jitterMs' | 'roundTripMs' | 'codec' | 'decoder'
> & {
  readonly framesPerSecond: number;
  readonly bitrate: number;
  readonly lossRatio: number;
  readonly freezes: number;
  /** Of the frames that arrived whole, those that the device did not get to show. */
  readonly droppedRatio: number;
  /** For one frame. */
  readonly decodeMs: number;
  readonly framesReceived: number;
};

export function ratesBetween(before: ReceivedReading, now: ReceivedReading): ReceivedRates {
  const seconds = Math.max(0.001, (now.at - before.at) / 1000);
  const since = (name: NumberOf) => Math.max(0, now[name] - before[name]);
  const { at, width, height, jitterMs, roundTripMs, codec, decoder } = now;
  const framesReceived = since('framesReceived');
  const decoded = since('framesDecoded');
  return {
    at,
    width,
    height,
    jitterMs,
    roundTripMs,
    codec,
    decoder,
    framesPerSecond: decoded / seconds,
    bitrate: (since('bytes') * 8) / seconds,
    lossRatio: ratio(since('lost'), since('packets') + since('lost')),
    freezes: since('freezes'),
    droppedRatio: ratio(since('framesDropped'), framesReceived),
    decodeMs: decoded === 0 ? 0 : (since('decodeSeconds') * 1000) / decoded,
    framesReceived,
  };
}

type NumberOf = {
  [K in keyof ReceivedReading]: ReceivedReading[K] extends number ? K : never;
}[keyof ReceivedReading];

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : Math.min(1, part / whole));

/** What a sender tells its server of one stream; undefined: it sends nothing that has layers. */
export function readSent(producerId: ProducerId, report: StatsEntries): SendStats | undefined {
  const entries = entriesOf(report);
  const outbound = entries.filter(({ type, kind }) => type === 'outbound-rtp' && kind !== 'audio');
  if (outbound.length === 0) return undefined;
  const available = numberOf(activePair(entries), 'availableOutgoingBitrate');
  const source = entries.find(({ type, kind }) => type === 'media-source' && kind !== 'audio');
  const layers = outbound.map(readLayer).toSorted((one, other) => one.order - other.order);
  return {
    producerId,
    limitedBy: worstLimit(outbound.map((each) => limitOf(textOf(each, 'qualityLimitationReason')))),
    layers: layers.slice(0, 8).map(({ layer }) => layer),
    availableBitrate: available === undefined ? null : Math.round(Math.min(available, 1e9)),
    captured: readCaptured(source),
  };
}

/** What was sent of a stream until a moment, in all its layers; nobody here knows what arrived. */
export function readSentTotals(report: StatsEntries, at: number): ReceivedReading | undefined {
  const entries = entriesOf(report);
  const outbound = entries.filter(({ type, kind }) => type === 'outbound-rtp' && kind !== 'audio');
  if (outbound.length === 0) return undefined;
  const sum = (name: string) => outbound.reduce((total, each) => total + (numberOf(each, name) ?? 0), 0);
  const most = (name: string) => Math.max(0, ...outbound.map((each) => numberOf(each, name) ?? 0));
  const roundTrip = numberOf(activePair(entries), 'currentRoundTripTime');
  return {
    at,
    bytes: sum('bytesSent'),
    packets: sum('packetsSent'),
    lost: 0,
    framesReceived: 0,
    framesDecoded: most('framesEncoded'),
    framesDropped: 0,
    freezes: 0,
    decodeSeconds: 0,
    width: most('frameWidth'),
    height: most('frameHeight'),
    jitterMs: undefined,
    roundTripMs: roundTrip === undefined ? undefined : roundTrip * 1000,
    codec: outbound[0] && codecOf(entries, outbound[0]),
    protocol: protocolOf(entries),
    decoder: undefined,
  };
}

function readCaptured(source: Entry | undefined): SendStats['captured'] {
  const [width, height] = [numberOf(source, 'width'), numberOf(source, 'height')];
  if (width === undefined || height === undefined) return null;
  const framesPerSecond = Math.round(numberOf(source, 'framesPerSecond') ?? 0);
  return { width: Math.round(width), height: Math.round(height), framesPerSecond };
}

function readLayer(entry: Entry): { order: number; layer: SentLayer } {
  const framesPerSecond = Math.round(numberOf(entry, 'framesPerSecond') ?? 0);
  const height = Math.round(numberOf(entry, 'frameHeight') ?? 0);
  const layer = {
    // Browsers that do not say which encodings are active say by their frames.
    active: entry['active'] !== false && framesPerSecond > 0,
    width: Math.round(numberOf(entry, 'frameWidth') ?? 0),
    height,
    framesPerSecond: Math.min(1000, framesPerSecond),
    bitrate: Math.round(Math.min(numberOf(entry, 'targetBitrate') ?? 0, 1e9)),
  };
  // mediasoup-client names encodings r0, r1 … from low to high; without a name there is one alone.
  const rid = textOf(entry, 'rid');
  return { order: rid === undefined ? height : Number(rid.replaceAll(/\D/g, '')), layer };
}

const LIMITS: readonly SendLimit[] = ['none', 'other', 'cpu', 'bandwidth'];

const limitOf = (reason: string | undefined): SendLimit => LIMITS.find((limit) => limit === reason) ?? 'none';

/** Of several encodings the one that is held back most: a connection that is too narrow also keeps the processor idle. */
const worstLimit = (limits: readonly SendLimit[]): SendLimit =>
  limits.toSorted((one, other) => LIMITS.indexOf(other) - LIMITS.indexOf(one))[0] ?? 'none';

function codecOf(entries: readonly Entry[], inbound: Entry): string | undefined {
  const codec = entries.find(({ id }) => id !== undefined && id === inbound['codecId']);
  return textOf(codec, 'mimeType')?.replace(/^video\//, '');
}
