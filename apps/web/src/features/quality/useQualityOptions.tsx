'use client';

import { Quality } from '@convene/protocol';
import { EyeOff, Gauge, SignalHigh, SignalLow, SignalMedium } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

const ICONS: Readonly<Record<Quality, ReactNode>> = {
  auto: <Gauge aria-hidden="true" />,
  high: <SignalHigh aria-hidden="true" />,
  medium: <SignalMedium aria-hidden="true" />,
  low: <SignalLow aria-hidden="true" />,
  off: <EyeOff aria-hidden="true" />,
};

/** The choices of a quality, by their names on the screen. */
export function useQualityOptions() {
  const t = useTranslations('quality');
  return Quality.options.map((value) => ({ value, label: t(value), icon: ICONS[value] }));
}
