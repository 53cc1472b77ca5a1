import type { MediaKind } from '@convene/protocol';
import type { ParticipantReport, ReceivedStreamReport } from '../report.ts';
import type { Receive } from '../werift/capabilities.ts';

/** The server lets this many open microphones through, and of more of them the loudest. */
const MOST_OPEN_MICROPHONES = 25;
const LOUDEST_MICROPHONES = 10;

/** What flows has come within this time. */
const FRESH_MS = 3000;

export type Settings = {
  readonly audio: boolean;
  readonly video: boolean;
  readonly receive: Receive;
};

/** Something that somebody should receive, and does not. */
export type Miss = {
  readonly receiver: string;
  /** Undefined: any of the others would do. */
  readonly sender?: string;
  /** `gone`: the receiver does not sit in the meeting any more. */
  readonly what: 'camera' | 'microphone' | 'gone';
  /** Time since it last came; undefined: it never did. */
  readonly silentMs?: number | undefined;
};

export type RoomVerdict = {
  readonly people: number;
  /** Streams that should flow, over all receivers, and those that do. */
  readonly expected: number;
  readonly flowing: number;
  readonly misses: readonly Miss[];
  readonly largestGapMs: Readonly<Record<MediaKind, number>>;
  readonly sequenceBreaks: number;
  readonly lost: number;
  readonly pictureBreaks: number;
  readonly packets: number;
  readonly bytes: number;
};

/** Whether everybody in a room receives everybody, and how well. `gone`: those who do not sit in it any more. */
export function judgeRoom(
  reports: readonly ParticipantReport[],
  settings: Settings,
  gone: ReadonlySet<string> = new Set(),
): RoomVerdict {
  const left: Miss[] = [...gone].map((receiver) => ({ receiver, what: 'gone' }));
  const sitting = reports.filter(({ name }) => !gone.has(name));
  const expectations = sitting.flatMap((receiver) => expectationsOf(receiver, sitting, settings));
  const missing = expectations.flatMap(({ misses }) => misses);
  const expected = expectations.reduce((total, each) => total + each.expected, 0);
  const received = reports.flatMap((report) => report.received);
  const sum = (of: (stream: ReceivedStreamReport) => number) =>
    received.reduce((total, stream) => total + of(stream), 0);
  return {
    people: reports.length,
    expected,
    flowing: expected - missing.length,
    misses: [...left, ...missing],
    largestGapMs: { audio: largestGap(received, 'audio'), video: largestGap(received, 'video') },
    sequenceBreaks: sum((stream) => stream.sequenceBreaks),
    lost: sum((stream) => stream.lost),
    pictureBreaks: sum((stream) => stream.pictureBreaks),
    packets: sum((stream) => stream.packets),
    bytes: sum((stream) => stream.bytes),
  };
}

type Expectation = { readonly expected: number; readonly misses: readonly Miss[] };

function expectationsOf(
  receiver: ParticipantReport,
  sitting: readonly ParticipantReport[],
  { audio, video, receive }: Settings,
): Expectation[] {
  const others = sitting.filter(({ name }) => name !== receiver.name);
  const expectations: Expectation[] = [];
  if (audio && receive !== 'none') expectations.push(expectSounds(receiver, others));
  if (video && receive === 'all') {
    expectations.push({ expected: others.length, misses: missesOf(receiver, others, 'camera') });
  }
  return expectations;
}

function expectSounds(receiver: ParticipantReport, senders: readonly ParticipantReport[]): Expectation {
  const misses = missesOf(receiver, senders, 'microphone');
  // The receiver's own is open as well.
  if (senders.length < MOST_OPEN_MICROPHONES) return { expected: senders.length, misses };
  const heard = senders.length - misses.length;
  return {
    expected: LOUDEST_MICROPHONES,
    misses: Array.from({ length: Math.max(0, LOUDEST_MICROPHONES - heard) }, () => ({
      receiver: receiver.name,
      what: 'microphone',
    })),
  };
}

function missesOf(
  receiver: ParticipantReport,
  senders: readonly ParticipantReport[],
  source: 'camera' | 'microphone',
): Miss[] {
  return senders.flatMap(({ participantId, name }) => {
    const stream = receiver.received.find(
      (each) => each.participantId === participantId && each.source === source,
    );
    const silentMs = stream?.silentMs;
    if (silentMs !== undefined && silentMs <= FRESH_MS) return [];
    return [{ receiver: receiver.name, sender: name, what: source, silentMs }];
  });
}

const kindOf = ({ source }: ReceivedStreamReport): MediaKind =>
  source === 'microphone' || source === 'screenAudio' ? 'audio' : 'video';

const largestGap = (received: readonly ReceivedStreamReport[], kind: MediaKind): number =>
  received
    .filter((stream) => kindOf(stream) === kind)
    .reduce((largest, { largestGapMs }) => Math.max(largest, largestGapMs), 0);
