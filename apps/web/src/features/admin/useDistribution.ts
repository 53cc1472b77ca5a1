import type { NamedDistribution } from './distributionView.ts';
import { useEffect, useState } from 'react';
import { createWebClient, toAppError } from '../webApi.ts';

const EVERY_MS = 2_000;

export type DistributionState =
  | { readonly state: 'loading' }
  /** It could not be read yet; the next attempt is on its way. */
  | { readonly state: 'failed' }
  | { readonly state: 'signedOut' }
  | {
      readonly state: 'shown';
      readonly distribution: NamedDistribution;
      readonly at: number;
      readonly stale: boolean;
    };

const SIGNED_OUT = { state: 'signedOut' } as const;

/** The distribution, asked for again and again while the page is looked at. */
export function useDistribution(): DistributionState {
  const [state, setState] = useState<DistributionState>({ state: 'loading' });

  useEffect(() => {
    const web = createWebClient();
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      const next = await readOnce(web, leaving.signal);
      if (leaving.signal.aborted) return;
      setState((before) => (typeof next === 'function' ? next(before) : next));
      if (next === SIGNED_OUT) return;
      timer = setTimeout(() => void read(), EVERY_MS);
    };
    void read();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, []);

  return state;
}

type Web = ReturnType<typeof createWebClient>;

/** What is shown next; never rejects. After a failure the last distribution stays, marked as old. */
async function readOnce(
  web: Web,
  signal: AbortSignal,
): Promise<DistributionState | ((before: DistributionState) => DistributionState)> {
  try {
    const { signedIn } = await web.admin.session.query(undefined, { signal });
    if (!signedIn) return SIGNED_OUT;
    const distribution = await web.admin.distribution.query(undefined, { signal });
    return { state: 'shown', distribution, at: Date.now(), stale: false };
  } catch (error) {
    if (toAppError(error).code === 'unauthorized') return SIGNED_OUT;
    return (before) => (before.state === 'shown' ? { ...before, stale: true } : { state: 'failed' });
  }
}
