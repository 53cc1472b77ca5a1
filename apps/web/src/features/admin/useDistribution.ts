import type { Distribution } from '@convene/db';
import { useCallback, useEffect, useState } from 'react';
import { createWebClient, toAppError } from '../webApi.ts';

const EVERY_MS = 2_000;

export type DistributionState =
  | { readonly state: 'loading' | 'signedOut' }
  | { readonly state: 'shown'; readonly distribution: Distribution; readonly at: number; readonly stale: boolean };

/** The distribution, asked for again and again while the page is looked at. */
export function useDistribution(): { state: DistributionState; refresh: () => void } {
  const [state, setState] = useState<DistributionState>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const refresh = useCallback(() => setRound((before) => before + 1), []);

  useEffect(() => {
    const web = createWebClient();
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      const next = await readOnce(web, leaving.signal);
      if (leaving.signal.aborted) return;
      setState((before) => (typeof next === 'function' ? next(before) : next));
      timer = setTimeout(() => void read(), EVERY_MS);
    };
    void read();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [round]);

  return { state, refresh };
}

type Web = ReturnType<typeof createWebClient>;

/** What is shown next; never rejects. After a failure the last distribution stays, marked as old. */
async function readOnce(
  web: Web,
  signal: AbortSignal,
): Promise<DistributionState | ((before: DistributionState) => DistributionState)> {
  try {
    const distribution = await web.admin.distribution.query(undefined, { signal });
    return { state: 'shown', distribution, at: Date.now(), stale: false };
  } catch (error) {
    if (toAppError(error).code === 'unauthorized') return { state: 'signedOut' };
    return (before) => (before.state === 'shown' ? { ...before, stale: true } : before);
  }
}
