import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';

/** Assistive technology and tests read the value; it need not change with every frame. */
const TOLD_EVERY_MS = 250;

/** Draws a loudness each frame without React: as `--level` of one element, and now and then as the value of a meter. */
export function useDrawnLevel<T extends HTMLElement>(
  read: () => number,
): { readonly drawn: RefObject<T | null>; readonly meter: RefObject<HTMLMeterElement | null> } {
  const drawn = useRef<T>(null);
  const meter = useRef<HTMLMeterElement>(null);
  const readNow = useEffectEvent(read);

  useEffect(() => {
    let toldAt = 0;
    const draw = (now: number) => {
      const level = readNow();
      drawn.current?.style.setProperty('--level', level.toFixed(3));
      if (meter.current !== null && now - toldAt >= TOLD_EVERY_MS) {
        meter.current.value = level;
        toldAt = now;
      }
      frame = requestAnimationFrame(draw);
    };
    let frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, []);
  return { drawn, meter };
}
