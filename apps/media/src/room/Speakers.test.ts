import { randomUUID } from 'node:crypto';
import { ParticipantId, ServerId } from '@convene/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RecordingLog } from '../../test/RecordingLog.ts';
import type { Volumes } from './Loudness.ts';
import { Speakers } from './Speakers.ts';

const create = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one);
const [ada, bob, eve] = create(3, () => ParticipantId.parse(randomUUID())) as [
  ParticipantId,
  ParticipantId,
  ParticipantId,
];
const [first, second] = create(2, () => ServerId.parse(randomUUID())) as [ServerId, ServerId];

function setUp() {
  const dominant = new Map<ServerId, ParticipantId | null>();
  const told: { all: Volumes; here: Volumes }[] = [];
  const active: (ParticipantId | null)[] = [];
  const speakers = new Speakers({
    log: new RecordingLog(),
    elsewhere: () => dominant,
    onActiveSpeaker: (participantId) => active.push(participantId),
    onLocalSpeaker: () => expect.unreachable('nobody speaks here'),
    onVolumes: (volumes) => told.push(volumes),
  });
  return { speakers, dominant, told, active };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('SPREAD-13, SPREAD-17: loudness of all servers is one list, told at most five times a second', () => {
  const { speakers, told } = setUp();
  for (let n = 0; n < 20; n += 1) {
    speakers.heardElsewhere(first, [[ada, -50]]);
    vi.advanceTimersByTime(20);
    speakers.heardElsewhere(second, [
      [bob, -20],
      [eve, -70],
    ]);
    vi.advanceTimersByTime(30);
  }
  expect(told.length).toBeLessThanOrEqual(6);
  expect(told.at(-1)).toEqual({
    all: [
      [bob, -20],
      [ada, -50],
      [eve, -70],
    ],
    // What others told is not told on to them.
    here: [],
  });
  expect(speakers.loudest).toEqual([bob, ada, eve]);
  speakers.close();
});

it('SPREAD-17: who was louder lately comes before who was not heard, on whatever server they sit', () => {
  const { speakers } = setUp();
  speakers.heardElsewhere(first, [[ada, -20]]);
  vi.advanceTimersByTime(250);
  speakers.heardElsewhere(first, []);
  speakers.heardElsewhere(second, [[bob, -60]]);
  vi.advanceTimersByTime(250);
  expect(speakers.loudest).toEqual([bob, ada]);
  speakers.close();
});

it('SPREAD-14: the active speaker is another server’s while it is the loudest, and nobody when that server is gone', () => {
  const { speakers, dominant, active } = setUp();
  dominant.set(first, ada);
  dominant.set(second, null);
  speakers.update();
  expect(active).toEqual([ada]);
  dominant.set(second, bob);
  for (let n = 0; n < 6; n += 1) {
    speakers.heardElsewhere(first, [[ada, -50]]);
    speakers.heardElsewhere(second, [[bob, -30]]);
    vi.advanceTimersByTime(250);
  }
  expect(active).toEqual([ada, bob]);
  dominant.delete(second);
  speakers.update();
  dominant.clear();
  speakers.update();
  expect(active).toEqual([ada, bob, ada, null]);
  speakers.close();
  expect(vi.getTimerCount()).toBe(0);
});
