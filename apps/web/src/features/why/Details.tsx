'use client';

import type { PictureReport } from '@convene/meeting-client/why';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { useNumbers } from './useNumbers.ts';

type Props = { readonly report: PictureReport; readonly isSelf: boolean };

/** All that is measured, in numbers. */
export function Details({ report, isSelf }: Props) {
  const t = useTranslations('why');
  const id = useId();
  const received = useReceivedRows(report);
  const sent = useSentRows(report);
  return (
    <section aria-labelledby={id} className="flex flex-col gap-2">
      <h3 id={id} className="text-xs font-medium text-muted">
        {t('details')}
      </h3>
      <dl className="flex flex-col divide-y divide-line text-[0.8125rem]">
        {(isSelf ? sent : received).map(({ label, value }) => (
          <div key={label} className="flex justify-between gap-4 py-1.5">
            <dt className="text-muted">{label}</dt>
            <dd className="text-right font-medium tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type Row = { readonly label: string; readonly value: string };

function useReceivedRows({ received, protocol, path, stream, freezes }: PictureReport): readonly Row[] {
  const t = useTranslations('why');
  const numbers = useNumbers();
  const layer = (index: number | null | undefined) => {
    const count = stream?.spatialLayers ?? 1;
    if (count < 2 || index === undefined) return t('unknown');
    return index === null ? t('noLayer') : t('layer', { number: String(index + 1), count: String(count) });
  };
  const forwarded = stream?.layers === null ? null : stream?.layers?.spatialLayer;
  return [
    { label: t('resolution'), value: usePixels(received?.width, received?.height) },
    { label: t('frames'), value: numbers.count(received?.framesPerSecond) },
    { label: t('bitrate'), value: numbers.bitrate(received?.bitrate) },
    { label: t('codec'), value: received?.codec ?? t('unknown') },
    { label: t('protocol'), value: protocol?.toUpperCase() ?? t('unknown') },
    { label: t('loss'), value: numbers.percent(received?.lossRatio) },
    { label: t('jitter'), value: numbers.milliseconds(received?.jitterMs) },
    { label: t('roundTrip'), value: numbers.milliseconds(received?.roundTripMs) },
    { label: t('wanted'), value: layer(stream?.wantedLayer) },
    { label: t('forwarded'), value: layer(forwarded) },
    { label: t('freezes'), value: numbers.count(freezes) },
    { label: t('bandwidthDown'), value: numbers.bitrate(path?.receiver?.availableBitrate) },
  ];
}

function useSentRows({ sending, protocol, path, samples }: PictureReport): readonly Row[] {
  const t = useTranslations('why');
  const numbers = useNumbers();
  const active = sending?.layers.filter((layer) => layer.active) ?? [];
  const best = active.at(-1);
  const uplink = path?.sender.uplink;
  return [
    { label: t('resolution'), value: usePixels(best?.width, best?.height) },
    { label: t('frames'), value: numbers.count(best?.framesPerSecond) },
    { label: t('bitrate'), value: numbers.bitrate(samples.at(-1)?.bitrate) },
    {
      label: t('sentLayers'),
      value: sending === undefined ? t('unknown') : `${active.length} / ${sending.layers.length}`,
    },
    { label: t('protocol'), value: protocol?.toUpperCase() ?? t('unknown') },
    { label: t('loss'), value: numbers.percent(uplink?.lossRatio) },
    { label: t('jitter'), value: numbers.milliseconds(uplink?.jitterMs) },
    { label: t('roundTrip'), value: numbers.milliseconds(uplink?.roundTripMs) },
    { label: t('bandwidthUp'), value: numbers.bitrate(sending?.availableBitrate) },
  ];
}

function usePixels(width: number | undefined, height: number | undefined): string {
  const t = useTranslations('why');
  if (width === undefined || height === undefined || height === 0) return t('unknown');
  return t('pixels', { width: String(width), height: String(height) });
}
