'use client';

import { type ComponentType, lazy, type LazyExoticComponent, Suspense, useReducer } from 'react';
import { PartBoundary } from './PartBoundary.tsx';
import type { PartLook } from './PartFailed.tsx';
import { Underway } from './Underway.tsx';

/**
 * A part of the interface whose script comes when it is first drawn. While it is on its way that shows, and when it does not
 * come, why, with a way to try again: React alone would keep a failed `lazy` for ever.
 */
export function onDemand<P extends object>(
  load: () => Promise<ComponentType<P>>,
  look: PartLook,
): ComponentType<P> {
  const begin = () => lazy(async () => ({ default: await load() }));
  // Shared by all places where it is drawn: once it is there it is there for all.
  let current: LazyExoticComponent<ComponentType<P>> = begin();

  return function OnDemand(props: P) {
    const [, redraw] = useReducer((count: number) => count + 1, 0);
    const Part = current;
    const retry = () => {
      current = begin();
      redraw();
    };
    const onClose = 'onClose' in props && typeof props.onClose === 'function' ? props.onClose : undefined;
    return (
      <PartBoundary look={look} onRetry={retry} onClose={onClose && (() => void onClose())}>
        <Suspense fallback={<Underway look={look} />}>
          <Part {...props} />
        </Suspense>
      </PartBoundary>
    );
  };
}
