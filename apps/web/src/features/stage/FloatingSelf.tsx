'use client';

import { type PointerEvent, type ReactNode, useRef } from 'react';
import { cx } from '../../ui/cx.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { nearestCorner } from './floatingBox.ts';
import type { Size } from './gridLayout.ts';

type Drag = { readonly startX: number; readonly startY: number };

type Props = {
  /** While the tile does not float it stays where it is put. */
  readonly isFloating: boolean;
  readonly area: Size;
  readonly children: ReactNode;
};

/** Lets the person drag their own floating picture into another corner. Always there, so that nothing is mounted anew. */
export function FloatingSelf({ isFloating, area, children }: Props) {
  const { stage } = useInRoom();
  const drag = useRef<Drag>(undefined);
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (!isFloating || event.button !== 0 || (event.target as Element).closest('button') !== null) return;
    drag.current = { startX: event.clientX, startY: event.clientY };
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.style.transition = 'none';
    event.stopPropagation();
  };
  const move = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLDivElement>) => {
    if (drag.current === undefined) return;
    currentTarget.style.translate = `${clientX - drag.current.startX}px ${clientY - drag.current.startY}px`;
  };
  const end = ({ currentTarget }: PointerEvent<HTMLDivElement>) => {
    if (drag.current === undefined) return;
    drag.current = undefined;
    const box = currentTarget.getBoundingClientRect();
    const base = currentTarget.closest('ul')?.getBoundingClientRect();
    // It glides from where it was let go, while its place in the list goes over to the new corner.
    currentTarget.style.transition = '';
    currentTarget.style.translate = '';
    if (base === undefined) return;
    const { width, height } = box;
    stage.setCorner(nearestCorner(area, { x: box.x - base.x, y: box.y - base.y, width, height }));
  };
  return (
    <div
      className={cx(
        'size-full transition-[translate] duration-300 ease-(--ease-out)',
        isFloating && 'cursor-grab touch-none active:cursor-grabbing',
      )}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {children}
    </div>
  );
}
