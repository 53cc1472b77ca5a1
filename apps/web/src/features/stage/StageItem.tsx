'use client';

import type { ReactNode } from 'react';
import { cx } from '../../ui/cx.ts';
import type { TilePlace } from './arrange.ts';

type Props = {
  /** Undefined: it stands nowhere on the stage now, and stays mounted. */
  readonly place: TilePlace | undefined;
  /** Before the stage has a size, nothing has a place. */
  readonly isMeasured: boolean;
  readonly children: ReactNode;
};

/** One tile at its place. Moving it changes nothing but its style: its `<video>` plays on. */
export function StageItem({ place, isMeasured, children }: Props) {
  const box = place?.box;
  return (
    <li
      hidden={isMeasured && place === undefined}
      className={cx(
        'pointer-events-auto absolute top-0 left-0 animate-fade transition-[transform,width,height,visibility] duration-300 ease-(--ease-out)',
        place?.inView === false && 'invisible',
        place?.isFloating === true && 'z-10 rounded-tile shadow-float',
      )}
      style={box && { width: box.width, height: box.height, transform: `translate(${box.x}px, ${box.y}px)` }}
    >
      {children}
    </li>
  );
}
