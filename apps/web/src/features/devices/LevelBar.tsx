'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoom } from '../meeting/roomContext.ts';

/** Assistive technology and tests read the value; it need not change with every frame. */
const TOLD_EVERY_MS = 250;

/** What the microphone picks up, muted or not, drawn each frame without React. */
export function LevelBar() {
  const t = useTranslations('devices');
  const { media } = useRoom();
  const bar = useRef<HTMLSpanElement>(null);
  const meter = useRef<HTMLMeterElement>(null);

  useEffect(() => {
    let toldAt = 0;
    const draw = (now: number) => {
      const level = media.pickedUp()?.level ?? 0;
      bar.current?.style.setProperty('--level', level.toFixed(3));
      if (meter.current !== null && now - toldAt >= TOLD_EVERY_MS) {
        meter.current.value = level;
        toldAt = now;
      }
      frame = requestAnimationFrame(draw);
    };
    let frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [media]);

  return (
    <div className="flex items-center">
      <meter ref={meter} aria-label={t('level')} min={0} max={1} value={0} className="sr-only" />
      <span
        ref={bar}
        aria-hidden="true"
        className="h-2 flex-1 overflow-hidden rounded-full bg-sunken [--level:0]"
      >
        <span className="block h-full origin-left scale-x-(--level) rounded-full bg-speaking" />
      </span>
    </div>
  );
}
