import { ParticipantId, type StreamId, streamIdOf } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { mountedTiles } from './mountedTiles.ts';

const person = (n: number): StreamId =>
  streamIdOf(ParticipantId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`), 'camera');
const people = (count: number) => Array.from({ length: count }, (_, n) => person(n));
const none: ReadonlySet<StreamId> = new Set();

describe('STAGE-6: which tiles are mounted', () => {
  it('everybody of a meeting of up to 100', () => {
    expect(mountedTiles([], people(100), none)).toEqual(people(100));
  });

  it('of more, those that are wanted and as many others as there is room for', () => {
    const wanted = new Set([person(150), person(199)]);
    const mounted = mountedTiles([], people(200), wanted);
    expect(mounted).toHaveLength(100);
    expect(mounted).toEqual(expect.arrayContaining([...wanted]));
  });

  it('nobody changes places, whoever comes, goes or is wanted', () => {
    const before = mountedTiles([], people(120), new Set([person(110)]));
    const wanted = new Set([person(119), person(3)]);
    const after = mountedTiles(before, [...people(120).toReversed(), person(500)], wanted);
    expect(after).toHaveLength(100);
    expect(after).toEqual(expect.arrayContaining([...wanted]));
    const stayed = before.filter((each) => after.includes(each));
    expect(after.filter((each) => before.includes(each))).toEqual(stayed);
    expect(stayed.length).toBeGreaterThanOrEqual(98);
  });

  it('a page beyond the bound goes up to what is wanted', () => {
    expect(mountedTiles([], people(200), new Set(people(147)))).toHaveLength(147);
  });

  it('is the same list while nothing changes', () => {
    const before = mountedTiles([], people(7), none);
    expect(mountedTiles(before, people(7), none)).toBe(before);
    expect(mountedTiles(before, people(5), none)).toEqual(people(5));
  });
});
