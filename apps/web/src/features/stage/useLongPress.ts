import { type PointerEvent, useEffect, useRef } from 'react';

const PRESS_MS = 500;
/** A finger never lies still. */
const STILL_WITHIN = 10;

type Press = { readonly x: number; readonly y: number; readonly timer: ReturnType<typeof setTimeout> };

/** Handlers that call back when a finger rests on the element. */
export function useLongPress(onPress: () => void) {
  const press = useRef<Press>(undefined);
  const end = () => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  useEffect(() => () => clearTimeout(press.current?.timer), []);
  return {
    onPointerDown: (event: PointerEvent) => {
      end();
      if (event.pointerType !== 'touch') return;
      press.current = { x: event.clientX, y: event.clientY, timer: setTimeout(onPress, PRESS_MS) };
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const { current } = press;
      if (current !== undefined && Math.hypot(clientX - current.x, clientY - current.y) > STILL_WITHIN) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
