/** Waits that double from `firstMs` to `maxMs`. */
export type Backoff = { readonly firstMs: number; readonly maxMs: number };

/**
 * How the client comes back. What breaks for one breaks for hundreds at the same instant (a server, its network): each
 * first wait is wide enough that no tenth of a second gets more than a fifth of them, and short enough for DESIGN §6.
 */
export const comingBack = {
  /** A new socket for the same peer: cheap for the server, so soon. */
  socket: { firstMs: 1000, maxMs: 4000 },
  /** While the socket is gone: asking the web app whether the server lives. It looks into the database, and at the server. */
  serverCheck: { firstMs: 2000, maxMs: 6000 },
  /** Another peer after one that was lost. */
  rejoin: { firstMs: 1200, maxMs: 8000 },
  /** The web app did not answer, or a join failed. */
  retry: { firstMs: 1000, maxMs: 8000 },
} as const satisfies Readonly<Record<string, Backoff>>;

/** Later waits for a server are longer than the web app asked for, up to this. */
const MOST_WAIT_MS = 5000;

type Chance = () => number;

/** The wait before attempt `index` (from 0): anywhere in the upper three quarters of a span that doubles up to `maxMs`. */
export function backoffMs(index: number, { firstMs, maxMs }: Backoff, chance: Chance = Math.random): number {
  const ceiling = Math.min(firstMs * 2 ** Math.min(index, 16), maxMs);
  return Math.round(ceiling * (0.25 + 0.75 * chance()));
}

/**
 * The wait where the web app has no server and says when to ask again: never less than that, and spread over as much
 * again. All who lost the one server hear the same number.
 */
export function serverWaitMs(index: number, retryAfterMs: number, chance: Chance = Math.random): number {
  const most = Math.max(MOST_WAIT_MS, 2 * retryAfterMs);
  const span = Math.min(retryAfterMs * 2 ** Math.min(index + 1, 16), most);
  const least = Math.max(retryAfterMs, span / 2);
  return Math.round(least + (span - least) * chance());
}
