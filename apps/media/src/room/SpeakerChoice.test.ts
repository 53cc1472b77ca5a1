import { randomUUID } from 'node:crypto';
import { ParticipantId } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { SpeakerChoice } from './SpeakerChoice.ts';

const ada = ParticipantId.parse(randomUUID());
const bob = ParticipantId.parse(randomUUID());
const TOLD_EVERY_MS = 200;

/** Ada speaks, then what is heard is this, told five times a second; answers after how long Bob is the speaker. */
function takenOverAfter(loudness: (turn: number) => ReadonlyMap<ParticipantId, number>): number | undefined {
  const choice = new SpeakerChoice();
  choice.choose([ada], new Map([[ada, -30]]), 0);
  for (let turn = 0; turn < 20; turn += 1) {
    const now = 10_000 + turn * TOLD_EVERY_MS;
    if (choice.choose([ada, bob], loudness(turn), now)) return turn * TOLD_EVERY_MS;
  }
  return undefined;
}

describe('SPREAD-14: of two who dominate on routers of their own', () => {
  it('who begins while the other is silent is the speaker at the second look', () => {
    expect(takenOverAfter(() => new Map([[bob, -30]]))).toBe(TOLD_EVERY_MS);
  });

  it('who is louder than another who speaks on is it after 600 ms', () => {
    const both = new Map([
      [ada, -40],
      [bob, -30],
    ]);
    expect(takenOverAfter(() => both)).toBe(600);
  });

  it('a cough into a pause takes nothing over, nor do syllables in turn', () => {
    expect(takenOverAfter((turn) => new Map(turn === 3 ? [[bob, -20]] : []))).toBeUndefined();
    const louder = (one: ParticipantId, other: ParticipantId) =>
      new Map([
        [one, -20],
        [other, -40],
      ]);
    expect(takenOverAfter((turn) => (turn % 2 === 0 ? louder(bob, ada) : louder(ada, bob)))).toBeUndefined();
  });
});
