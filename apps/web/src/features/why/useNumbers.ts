import { useFormatter, useTranslations } from 'use-intl';

/** Numbers of streams as people read them; what is not known is a dash. */
export function useNumbers() {
  const t = useTranslations('why');
  const format = useFormatter();
  type Known = number | null | undefined;
  const orUnknown = (value: Known, write: (value: number) => string) =>
    value === null || value === undefined ? t('unknown') : write(value);
  return {
    count: (value: Known) => orUnknown(value, (known) => format.number(Math.round(known))),
    percent: (ratio: Known) =>
      orUnknown(ratio, (known) => format.number(known, { style: 'percent', maximumFractionDigits: 1 })),
    milliseconds: (ms: Known) =>
      orUnknown(ms, (known) =>
        t('milliseconds', { value: format.number(known, { maximumFractionDigits: known < 10 ? 1 : 0 }) }),
      ),
    bitrate: (bits: Known) =>
      orUnknown(bits, (known) =>
        known >= 1_000_000
          ? t('megabits', { value: format.number(known / 1_000_000, { maximumFractionDigits: 1 }) })
          : t('kilobits', { value: format.number(known / 1000, { maximumFractionDigits: 0 }) }),
      ),
  };
}
