import type { HopStats } from '@convene/protocol/stats';
import { activePair, entriesOf, type Entry, numberOf, type StatsEntries, textOf } from './statsEntries.ts';

/** One stream that comes over a connection: totals until a moment. */
type StreamReading = {
  readonly isSound: boolean;
  readonly trackId: string | undefined;
  readonly packets: number;
  readonly lost: number;
  /** undefined: the browser does not tell. */
  readonly jitterMs: number | undefined;
  /** How long all that was played has waited in the jitter buffer, in seconds, and how much that is. */
  readonly bufferedSeconds: number;
  readonly played: number;
};

/** All that comes over one connection, for how well a person receives. */
export type ConnectionReading = {
  readonly at: number;
  readonly roundTripMs: number;
  readonly streams: ReadonlyMap<number, StreamReading>;
};

export function readConnection(report: StatsEntries, at: number): ConnectionReading {
  const entries = entriesOf(report);
  const inbound = entries.filter(({ type }) => type === 'inbound-rtp');
  return {
    at,
    roundTripMs: 1000 * (numberOf(activePair(entries), 'currentRoundTripTime') ?? 0),
    streams: new Map(inbound.map((entry, index) => [numberOf(entry, 'ssrc') ?? index, readStream(entry)])),
  };
}

function readStream(entry: Entry): StreamReading {
  const jitter = numberOf(entry, 'jitter');
  return {
    isSound: entry['kind'] === 'audio',
    trackId: textOf(entry, 'trackIdentifier'),
    packets: numberOf(entry, 'packetsReceived') ?? 0,
    lost: numberOf(entry, 'packetsLost') ?? 0,
    jitterMs: jitter === undefined ? undefined : jitter * 1000,
    bufferedSeconds: numberOf(entry, 'jitterBufferDelay') ?? 0,
    played: numberOf(entry, 'jitterBufferEmittedCount') ?? 0,
  };
}

/** Fewer packets of a stream say nothing of it. */
const LEAST_PACKETS = 20;

/**
 * How well a person received between two readings; undefined: too little came to say so. A connection that is bad is bad for
 * all that comes over it: what only some streams lack was lost before. So the middle one of them counts, of an even number
 * the better one of both, and `blameless` are tracks of which it is known that they come badly from their sender.
 */
export function connectionBetween(
  before: ConnectionReading,
  now: ConnectionReading,
  blameless: ReadonlySet<string> = new Set(),
): Omit<HopStats, 'bitrate'> | undefined {
  const streams = [...now.streams].flatMap(([id, stream]) => {
    const then = before.streams.get(id);
    return then === undefined ? [] : (streamBetween(then, stream) ?? []);
  });
  if (streams.length === 0) return undefined;
  const { roundTripMs } = now;
  const judged = streams.filter(({ trackId }) => trackId === undefined || !blameless.has(trackId));
  const sounds = judged.filter(({ isSound }) => isSound);
  // A picture's packets leave in bursts, which counts as jitter: while there is sound, its packets tell the time.
  const timed = (sounds.length > 0 ? sounds : judged).flatMap(({ jitterMs }) => jitterMs ?? []);
  return {
    lossRatio: middleOf(judged.map(({ lossRatio }) => lossRatio)) ?? 0,
    roundTripMs,
    jitterMs: middleOf(timed) ?? null,
    score: null,
  };
}

function streamBetween(before: StreamReading, now: StreamReading) {
  const lost = Math.max(0, now.lost - before.lost);
  const packets = Math.max(0, now.packets - before.packets) + lost;
  if (packets < LEAST_PACKETS) return undefined;
  const { isSound, trackId } = now;
  return { isSound, trackId, lossRatio: lost / packets, jitterMs: jitterOf(before, now) };
}

/**
 * Sound's jitter is at most half of what its buffer has grown to (`judgeHop` counts it twice): more of it nobody hears. And
 * it is at most what the packets have: a buffer grows also to wait for a picture that a busy device decodes late. Of a
 * picture, and where a browser does not tell, it is what the packets have.
 */
function jitterOf(before: StreamReading, now: StreamReading): number | undefined {
  const played = now.played - before.played;
  if (!now.isSound || played <= 0) return now.jitterMs;
  const heardMs = (500 * (now.bufferedSeconds - before.bufferedSeconds)) / played;
  return Math.max(0, Math.min(heardMs, now.jitterMs ?? heardMs));
}

const middleOf = (values: readonly number[]): number | undefined =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)];
