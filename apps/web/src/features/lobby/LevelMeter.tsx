'use client';

import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import { useDrawnLevel } from '../devices/useDrawnLevel.ts';
import { useRoom } from '../meeting/roomContext.ts';

const BARS = [0.45, 0.8, 1, 0.7, 0.4] as const;

/** The loudness of the own microphone, drawn each frame without React. */
export function LevelMeter({ className }: { readonly className?: string }) {
  const t = useTranslations('lobby');
  const { media } = useRoom();
  const { drawn: bars, meter } = useDrawnLevel<HTMLDivElement>(() => media.microphoneLevel());
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
