import { describe, expect, it } from 'vitest';
import { SequenceCounter } from './SequenceCounter.ts';

function counterOf(...sequence: number[]) {
  const counter = new SequenceCounter();
  const known = sequence.map((number) => counter.receive(number));
  return { counter, known };
}

describe('SequenceCounter', () => {
  it.each([
    { what: 'numbers that follow each other', sequence: [5, 6, 7], breaks: 0, lost: 0, received: 3 },
    { what: 'numbers that run over', sequence: [65_534, 65_535, 0, 1], breaks: 0, lost: 0, received: 4 },
    { what: 'two that never come', sequence: [5, 8, 9], breaks: 1, lost: 2, received: 3 },
    { what: 'one that comes late', sequence: [5, 7, 6, 8], breaks: 1, lost: 0, received: 4 },
    { what: 'one that comes twice', sequence: [5, 6, 6, 7], breaks: 0, lost: 0, received: 3 },
    { what: 'one lost where they run over', sequence: [65_535, 1], breaks: 1, lost: 1, received: 2 },
    { what: 'one from before the first', sequence: [5, 4, 6], breaks: 0, lost: 0, received: 2 },
  ])('LOAD-3: counts $what', ({ sequence, breaks, lost, received }) => {
    const { counter } = counterOf(...sequence);
    expect({ breaks: counter.breaks, lost: counter.lost, received: counter.received }).toEqual({
      breaks,
      lost,
      received,
    });
  });

  it('LOAD-3: tells what came before from what is new', () => {
    expect(counterOf(5, 7, 6, 6, 7).known).toEqual([true, true, true, false, false]);
  });
});
