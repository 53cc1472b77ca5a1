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
  const meter = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let toldAt = 0;
    const draw = (now: number) => {
      const element = meter.current;
      if (element !== null) {
        const level = media.microphoneLevel();
        element.style.setProperty('--level', level.toFixed(3));
        if (now - toldAt >= TOLD_EVERY_MS) {
          element.setAttribute('aria-valuenow', String(Math.round(level * 100)));
          toldAt = now;
        }
      }
      frame = requestAnimationFrame(draw);
    };
    let frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [media]);

  return (
    <div
      ref={meter}
      role="meter"
      aria-label={t('level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className={cx('flex h-7 items-center gap-1', className)}
    >
      {BARS.map((weight) => (
        <span
          key={weight}
          className="w-1 rounded-full bg-[#4fd893]"
          style={{ height: `calc(0.25rem + min(1, var(--level, 0) * 2.2) * ${weight} * 1.5rem)` }}
        />
      ))}
    </div>
  );
}
