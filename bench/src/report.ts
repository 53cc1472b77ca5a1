import type { ParticipantId, Source, StreamId } from '@convene/protocol';
import type { SentLayerReport } from './rtp/SentMedia.ts';
import type { ReceivedCounts } from './rtp/StreamMeter.ts';

/** What one participant received of one stream, over all consumers that it had for it. */
export type ReceivedStreamReport = Omit<ReceivedCounts, 'firstAt' | 'lastAt'> & {
  readonly streamId: StreamId;
  readonly participantId: ParticipantId;
  /** Whose stream it is. */
  readonly name: string;
  readonly source: Source;
  /** The producer is muted, or its camera off. */
  readonly paused: boolean;
  /** Time since the last packet; undefined: none came. */
  readonly silentMs: number | undefined;
};

export type SentStreamReport = {
  readonly source: Source;
  /** Low to high. */
  readonly layers: readonly SentLayerReport[];
};

export type ParticipantReport = {
  readonly name: string;
  readonly participantId: ParticipantId | undefined;
  readonly received: readonly ReceivedStreamReport[];
  readonly sent: readonly SentStreamReport[];
};

type StreamCounts = Omit<ReceivedStreamReport, 'streamId' | 'participantId' | 'name' | 'source' | 'paused'>;

const sum = (all: readonly ReceivedCounts[], of: (counts: ReceivedCounts) => number): number =>
  all.reduce((total, counts) => total + of(counts), 0);

/** What came of a stream, out of what came by each of its consumers; the time between two of them is a gap too. */
export function mergeCounts(consumers: readonly ReceivedCounts[], now: number, since: number): StreamCounts {
  const begun = consumers
    .flatMap((counts) => {
      const { firstAt, lastAt } = counts;
      return firstAt === undefined || lastAt === undefined ? [] : [{ counts, firstAt, lastAt }];
    })
    .sort((one, other) => one.firstAt - other.firstAt);
  let largestGapMs = 0;
  let lastAt: number | undefined;
  for (const each of begun) {
    if (lastAt !== undefined && each.firstAt > since)
      largestGapMs = Math.max(largestGapMs, each.firstAt - lastAt);
    largestGapMs = Math.max(largestGapMs, each.counts.largestGapMs);
    lastAt = Math.max(lastAt ?? 0, each.lastAt);
  }
  return {
    packets: sum(consumers, (counts) => counts.packets),
    bytes: sum(consumers, (counts) => counts.bytes),
    frames: sum(consumers, (counts) => counts.frames),
    keyFrames: sum(consumers, (counts) => counts.keyFrames),
    sequenceBreaks: sum(consumers, (counts) => counts.sequenceBreaks),
    lost: sum(consumers, (counts) => counts.lost),
    pictureBreaks: sum(consumers, (counts) => counts.pictureBreaks),
    width: begun.at(-1)?.counts.width,
    height: begun.at(-1)?.counts.height,
    largestGapMs,
    silentMs: lastAt === undefined ? undefined : now - lastAt,
  };
}
