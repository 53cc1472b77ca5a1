import type { Scope } from '../media/Scope.ts';

/**
 * How often a leaving peer asks whether it is needed. Twice in a row it must not be: whoever has resumed the consumers of
 * the new streams then has had the time to decode their first frames.
 */
const LEAVING_CHECK_MS = 1_000;

type Need = { readonly isNeeded: () => boolean; readonly mostMs: number };

/** Runs when something is not needed two times in a row, asked now and then, and after `mostMs` in any case. */
export function whenNeededNoMore(scope: Scope, { isNeeded, mostMs }: Need, run: () => void): void {
  scope.timeout(mostMs, run);
  let wasNeeded = true;
  scope.interval(LEAVING_CHECK_MS, () => {
    const needed = isNeeded();
    if (!needed && !wasNeeded) run();
    wasNeeded = needed;
  });
}
