import { useSyncExternalStore } from 'react';

/** Narrower than this, a control for everything would not fit into one row: the rarer ones are in the menu "More". */
const query = () => window.matchMedia('(max-width: 639px)');

function subscribe(listener: () => void): () => void {
  const narrow = query();
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
}

export const useIsPhone = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => query().matches,
    () => false,
  );
