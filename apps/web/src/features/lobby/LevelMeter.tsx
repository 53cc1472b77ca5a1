'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import { useRoom } from '../meeting/roomContext.ts';

const BARS = [0.45, 0.8, 1, 0.7, 0.4] as const;
/** Assistive technology and tests read the value; it need not change with every frame. */
const TOLD_EVERY_MS = 250;

/** The loudness of the own microphone, drawn each frame without React. */
export function LevelMeter({ className }: { readonly className?: string }) {
  const t = useTranslations('lobby');
  const { media } = useRoom();
  const bars = useRef<HTMLDivElement>(null);
  const meter = useRef<HTMLMeterElement>(null);

  useEffect(() => {
    let toldAt = 0;
    const draw = (now: number) => {
      const level = media.microphoneLevel();
      bars.current?.style.setProperty('--level', level.toFixed(3));
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
    <div ref={bars} className={cx('flex h-7 items-center gap-1', className)}>
      <meter ref={meter} aria-label={t('level')} min={0} max={1} value={0} className="sr-only" />
      {BARS.map((weight) => (
        <span
          key={weight}
          aria-hidden="true"
          className="w-1 rounded-full bg-[#4fd893]"
          style={{ height: `calc(0.25rem + min(1, var(--level, 0) * 2.2) * ${weight} * 1.5rem)` }}
        />
      ))}
    </div>
  );
}
