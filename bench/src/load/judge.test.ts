import { ParticipantId, streamIdOf } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import type { ParticipantReport, ReceivedStreamReport } from '../report.ts';
import { judgeRoom, type Settings } from './judge.ts';

const ALL: Settings = { audio: true, video: true, receive: 'all' };
const ids = new Map<string, ParticipantId>();

function idOf(name: string): ParticipantId {
  const id = ids.get(name) ?? ParticipantId.parse(crypto.randomUUID());
  ids.set(name, id);
  return id;
}

function stream(
  name: string,
  source: 'camera' | 'microphone',
  change: Partial<ReceivedStreamReport> = {},
): ReceivedStreamReport {
  const participantId = idOf(name);
  return {
    streamId: streamIdOf(participantId, source),
    participantId,
    name,
    source,
    paused: false,
    packets: 100,
    bytes: 1000,
    frames: 50,
    keyFrames: 1,
    sequenceBreaks: 0,
    lost: 0,
    pictureBreaks: 0,
    width: undefined,
    height: undefined,
    largestGapMs: source === 'camera' ? 210 : 65,
    silentMs: 50,
    ...change,
  };
}

const report = (name: string, received: readonly ReceivedStreamReport[]): ParticipantReport => ({
  name,
  participantId: idOf(name),
  received,
  sent: [],
});

/** Everybody receives everybody. */
const roomOf = (...names: string[]): ParticipantReport[] =>
  names.map((name) =>
    report(
      name,
      names
        .filter((other) => other !== name)
        .flatMap((other) => [stream(other, 'camera'), stream(other, 'microphone')]),
    ),
  );

describe('judgeRoom', () => {
  it('LOAD-13: adds up a room in which everybody receives everybody', () => {
    expect(judgeRoom(roomOf('Ada', 'Bob', 'Eve'), ALL)).toEqual({
      people: 3,
      expected: 12,
      flowing: 12,
      misses: [],
      largestGapMs: { audio: 65, video: 210 },
      sequenceBreaks: 0,
      lost: 0,
      pictureBreaks: 0,
      packets: 1200,
      bytes: 12_000,
    });
  });

  it('LOAD-14: names who misses what of whom, and since when', () => {
    const room = [
      report('Ada', [stream('Bob', 'camera', { silentMs: 9000 })]),
      report('Bob', [stream('Ada', 'camera'), stream('Ada', 'microphone')]),
    ];
    const verdict = judgeRoom(room, ALL);
    expect(verdict).toMatchObject({ expected: 4, flowing: 2 });
    expect(verdict.misses).toEqual([
      { receiver: 'Ada', sender: 'Bob', what: 'microphone', silentMs: undefined },
      { receiver: 'Ada', sender: 'Bob', what: 'camera', silentMs: 9000 },
    ]);
  });

  it('LOAD-14: who does not sit any more is missed, and nothing is expected of or for them', () => {
    const verdict = judgeRoom(roomOf('Ada', 'Bob', 'Eve'), ALL, new Set(['Eve']));
    expect(verdict).toMatchObject({ expected: 4, flowing: 4, misses: [{ receiver: 'Eve', what: 'gone' }] });
  });

  it.each([
    { what: 'sound alone', settings: { ...ALL, receive: 'audio' }, expected: 2 },
    { what: 'nothing', settings: { ...ALL, receive: 'none' }, expected: 0 },
    { what: 'no pictures, since there are none', settings: { ...ALL, video: false }, expected: 2 },
    { what: 'no sound, since there is none', settings: { ...ALL, audio: false }, expected: 2 },
  ] as const)('LOAD-9: expects $what', ({ settings, expected }) => {
    expect(judgeRoom(roomOf('Ada', 'Bob'), settings).expected).toBe(expected);
  });

  it('LOAD-14: of many open microphones the loudest are expected', () => {
    const names = Array.from({ length: 30 }, (_, index) => `Person ${index}`);
    const heard = (count: number) => [
      ...names.map((name) =>
        report(
          name,
          name === 'Person 29' ? names.slice(0, count).map((each) => stream(each, 'microphone')) : [],
        ),
      ),
    ];
    const settings: Settings = { ...ALL, video: false };
    const missesAt = (count: number) =>
      judgeRoom(heard(count), settings).misses.filter(({ receiver }) => receiver === 'Person 29').length;
    expect([missesAt(10), missesAt(7)]).toEqual([0, 3]);
  });
});
