import type { PickedUp } from '@convene/meeting-client';
import { describe, expect, it } from 'vitest';
import { type HeardSoFar, lookAgain, nothingHeard } from './voiceHint.ts';

const loud: PickedUp = { level: 0.7, silent: false };
const quiet: PickedUp = { level: 0.1, silent: false };
const dead: PickedUp = { level: 0, silent: true };

/** Takes a look each 100 ms for so many seconds. */
function listen(
  before: HeardSoFar,
  seconds: number,
  { muted, heard, from = 0 }: { muted: boolean; heard: PickedUp | undefined; from?: number },
): HeardSoFar {
  let heardSoFar = before;
  for (let look = 1; look <= seconds * 10; look++) {
    heardSoFar = lookAgain(heardSoFar, { muted, heard, now: from + look * 100 });
  }
  return heardSoFar;
}

describe('VOICE-1: who talks while muted is told so', () => {
  it('after a moment of speech, not of a cough', () => {
    expect(listen(nothingHeard, 0.5, { muted: true, heard: loud }).hint).toBeUndefined();
    expect(listen(nothingHeard, 1, { muted: true, heard: loud }).hint).toBe('talkingWhileMuted');
    expect(listen(nothingHeard, 20, { muted: true, heard: quiet }).hint).toBeUndefined();
  });

  it('while they talk and a little longer, then not again for half a minute', () => {
    const told = listen(nothingHeard, 1, { muted: true, heard: loud });
    expect(listen(told, 4, { muted: true, heard: quiet, from: 1000 }).hint).toBe('talkingWhileMuted');
    const gone = listen(told, 6, { muted: true, heard: quiet, from: 1000 });
    expect(gone.hint).toBeUndefined();
    expect(listen(gone, 5, { muted: true, heard: loud, from: 7000 }).hint).toBeUndefined();
    expect(listen(gone, 2, { muted: true, heard: loud, from: 40_000 }).hint).toBe('talkingWhileMuted');
  });

  it('no more once they are heard', () => {
    const told = listen(nothingHeard, 1, { muted: true, heard: loud });
    expect(listen(told, 0.1, { muted: false, heard: loud, from: 1000 }).hint).toBeUndefined();
  });
});

describe('VOICE-2: a microphone that gives nothing is told', () => {
  it('after eight seconds of nothing at all, until it gives something', () => {
    expect(listen(nothingHeard, 7, { muted: false, heard: dead }).hint).toBeUndefined();
    const told = listen(nothingHeard, 9, { muted: false, heard: dead });
    expect(told.hint).toBe('silent');
    expect(listen(told, 0.1, { muted: false, heard: quiet, from: 9000 }).hint).toBeUndefined();
  });

  it('not of who is muted, or silent, or cannot be measured', () => {
    expect(listen(nothingHeard, 20, { muted: true, heard: dead }).hint).toBeUndefined();
    expect(listen(nothingHeard, 20, { muted: false, heard: quiet }).hint).toBeUndefined();
    expect(listen(nothingHeard, 20, { muted: false, heard: undefined }).hint).toBeUndefined();
  });
});
