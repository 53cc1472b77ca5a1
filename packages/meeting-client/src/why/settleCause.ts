import type { Cause } from './cause.ts';

/** What is shown, and what was found instead, since when. */
export type SettledCause = {
  readonly shown: Cause;
  readonly other: { readonly cause: Cause; readonly since: number } | undefined;
};

/** Found for so long, another cause takes the place of the one that is shown. */
const SETTLE_MS = 3000;

/** What is a fact and no measurement is said at once, and so is its end. */
const FACTS: ReadonlySet<Cause> = new Set<Cause>([
  'selfReconnects',
  'senderReconnects',
  'off',
  'choseOff',
  'heldBack',
  'hidden',
  'connecting',
  'choseLower',
  'unknown',
]);

/** Keeps the sentence from flickering between two causes of which now one, now the other is measured. */
export function settleCause(before: SettledCause | undefined, cause: Cause, at: number): SettledCause {
  if (before === undefined || FACTS.has(cause) || FACTS.has(before.shown)) {
    return { shown: cause, other: undefined };
  }
  if (cause === before.shown) return { shown: cause, other: undefined };
  const since = before.other?.cause === cause ? before.other.since : at;
  if (at - since >= SETTLE_MS) return { shown: cause, other: undefined };
  return { shown: before.shown, other: { cause, since } };
}
