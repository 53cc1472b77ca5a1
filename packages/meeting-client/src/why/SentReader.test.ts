import { ProducerId } from '@convene/protocol';
import { expect, it } from 'vitest';
import type { SentReport } from '../api.ts';
import { SentReader } from './SentReader.ts';

const producerId = ProducerId.parse('00000000-0000-4000-8000-000000000001');

type Encoded = { readonly frames: number; readonly seconds: number; readonly reason?: string };

/** Two layers that were encoded together, of a camera with thirty frames a second unless it is said. */
function sent({ frames, seconds, reason = 'none' }: Encoded, captured = 30, source = 'camera'): SentReport {
  const layer = (rid: string) => ({
    id: rid,
    type: 'outbound-rtp',
    kind: 'video',
    rid,
    framesEncoded: frames,
    totalEncodeTime: seconds,
    framesPerSecond: 20,
    qualityLimitationReason: reason,
  });
  const camera = { id: 'S', type: 'media-source', width: 640, height: 360, framesPerSecond: captured };
  const entries = [layer('r0'), layer('r1'), camera];
  // What is read of a report is its values.
  return { source, producerId, report: new Map(entries.map((entry) => [entry.id, entry])) } as SentReport;
}

function limits(...readings: readonly SentReport[]): readonly unknown[] {
  const reader = new SentReader();
  return readings.map((each) => reader.read([each])[0]?.stats.limitedBy);
}

it('WHY-3: a camera whose frames take longer to encode than they last is held back by the processor, as long as they do', () => {
  expect(
    limits(
      sent({ frames: 100, seconds: 1 }),
      sent({ frames: 120, seconds: 1.9 }),
      sent({ frames: 150, seconds: 2.2 }),
    ),
  ).toEqual(['none', 'cpu', 'none']);
});

type Case = {
  readonly readings: readonly Encoded[];
  readonly captured?: number;
  readonly source?: string;
  readonly limitedBy: string;
};

const CASES: Readonly<Record<string, Case>> = {
  'a slow camera leaves more time': {
    readings: [{ frames: 10, seconds: 0.6 }],
    captured: 10,
    limitedBy: 'none',
  },
  'more than thirty frames nobody encodes': {
    readings: [{ frames: 30, seconds: 0.6 }],
    captured: 60,
    limitedBy: 'none',
  },
  'a screen has few frames with much in them': {
    readings: [{ frames: 10, seconds: 0.9 }],
    source: 'screen',
    limitedBy: 'none',
  },
  'a connection that holds it back': {
    readings: [{ frames: 10, seconds: 0.9, reason: 'bandwidth' }],
    limitedBy: 'bandwidth',
  },
  'a browser that says so itself': {
    readings: [{ frames: 30, seconds: 0.1, reason: 'cpu' }],
    limitedBy: 'cpu',
  },
  'nothing was encoded': { readings: [{ frames: 0, seconds: 0 }], limitedBy: 'none' },
  'a camera that began anew': {
    readings: [
      { frames: 900, seconds: 9 },
      { frames: 3, seconds: 1 },
    ],
    limitedBy: 'none',
  },
};

it.each(Object.entries(CASES))('WHY-3: %s', (_, { readings, captured, source, limitedBy }) => {
  const all = [{ frames: 0, seconds: 0 }, ...readings].map((each) => sent(each, captured, source));
  expect(limits(...all).at(-1)).toBe(limitedBy);
});
