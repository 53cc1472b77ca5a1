'use client';

import { useTranslations } from 'use-intl';
import { useRoom } from '../meeting/roomContext.ts';
import { useDrawnLevel } from './useDrawnLevel.ts';

/** What the microphone picks up, muted or not, drawn each frame without React. */
export function LevelBar() {
  const t = useTranslations('devices');
  const { media } = useRoom();
  const { drawn: bar, meter } = useDrawnLevel<HTMLSpanElement>(() => media.pickedUp()?.level ?? 0);
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
