'use client';

import type { RateSample } from '@convene/meeting-client/why';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { Sparkline } from './Sparkline.tsx';
import { useNumbers } from './useNumbers.ts';

/** Bitrate, frames and loss over the last minute. */
export function Charts({ samples }: { readonly samples: readonly RateSample[] }) {
  const t = useTranslations('why');
  const id = useId();
  const { bitrate, count, percent } = useNumbers();
  const now = samples.at(-1);
  const rows = [
    {
      label: t('bitrate'),
      value: bitrate(now?.bitrate),
      points: samples.map((sample) => ({ at: sample.at, value: sample.bitrate })),
      least: 200_000,
      className: 'text-accent-ink',
    },
    {
      label: t('frames'),
      value: count(now?.framesPerSecond),
      points: samples.map((sample) => ({ at: sample.at, value: sample.framesPerSecond })),
      least: 30,
      className: 'text-good-ink',
    },
    {
      label: t('loss'),
      value: percent(now?.lossRatio),
      points: samples.map((sample) => ({ at: sample.at, value: sample.lossRatio })),
      least: 0.1,
      className: 'text-danger-ink',
    },
  ];
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h3 id={id} className="text-xs font-medium text-muted">
        {t('lastMinute')}
      </h3>
      {rows.map(({ label, value, ...line }) => (
        <div key={label} className="flex flex-col gap-1">
          <p className="flex justify-between gap-3 text-[0.8125rem]" aria-hidden="true">
            <span className="text-muted">{label}</span>
            <span className="font-medium tabular-nums">{value}</span>
          </p>
          <Sparkline label={t('chart', { label, value })} {...line} />
        </div>
      ))}
    </section>
  );
}
