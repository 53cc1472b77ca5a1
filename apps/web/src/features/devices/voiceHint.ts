import type { PickedUp } from '@convene/meeting-client';

export type VoiceHint = 'talkingWhileMuted' | 'silent';

/** What is remembered from one look to the next. */
export type HeardSoFar = {
  readonly hint: VoiceHint | undefined;
  /** Looks in a row, more or less, at which a muted person was loud. */
  readonly loud: number;
  readonly loudAt: number;
  /** Since when a microphone that is not muted gives nothing at all. */
  readonly silentSince: number | undefined;
  /** Until when nobody is told again that they are muted. */
  readonly quietUntil: number;
};

/** As loud as somebody who speaks towards the microphone: -38 dB. */
const SPEECH = 0.44;
/** A cough is shorter. */
const LOUD_LOOKS = 7;
const SHOWN_MS = 5_000;
const APART_MS = 30_000;
const SILENT_MS = 8_000;

export const nothingHeard: HeardSoFar = {
  hint: undefined,
  loud: 0,
  loudAt: 0,
  silentSince: undefined,
  quietUntil: 0,
};

type Look = { readonly muted: boolean; readonly heard: PickedUp | undefined; readonly now: number };

/** What to tell the person about their voice, by what the microphone picks up now. One look is taken each 100 ms. */
export function lookAgain(before: HeardSoFar, { muted, heard, now }: Look): HeardSoFar {
  if (heard === undefined) return { ...nothingHeard, quietUntil: before.quietUntil };
  return muted ? lookAtMuted(before, heard, now) : lookAtOpen(before, heard, now);
}

function lookAtMuted(before: HeardSoFar, heard: PickedUp, now: number): HeardSoFar {
  const isLoud = heard.level >= SPEECH;
  const loud = isLoud ? before.loud + 1 : Math.max(0, before.loud - 1);
  const loudAt = isLoud ? now : before.loudAt;
  const shown = before.hint === 'talkingWhileMuted';
  const goesOn = shown && now - loudAt < SHOWN_MS;
  const begins = !shown && loud >= LOUD_LOOKS && now >= before.quietUntil;
  return {
    hint: goesOn || begins ? 'talkingWhileMuted' : undefined,
    loud: shown && !goesOn ? 0 : loud,
    loudAt,
    silentSince: undefined,
    quietUntil: shown && !goesOn ? now + APART_MS : before.quietUntil,
  };
}

function lookAtOpen(before: HeardSoFar, heard: PickedUp, now: number): HeardSoFar {
  const silentSince = heard.silent ? (before.silentSince ?? now) : undefined;
  const isSilent = silentSince !== undefined && now - silentSince >= SILENT_MS;
  // Who is told that they are muted may unmute, and be told again the next time.
  return { ...nothingHeard, hint: isSilent ? 'silent' : undefined, silentSince };
}
