'use client';

import { useTranslations } from 'use-intl';
import { Spinner } from '../../ui/Spinner.tsx';
import type { PartLook } from './PartFailed.tsx';

const places = {
  screen: 'fixed inset-0',
  area: 'size-full min-h-16',
  over: 'fixed inset-0 z-50 bg-scrim',
} as const;

/** Something is on its way. What comes at once is not announced: it shows after 300 ms. */
export function Underway({ look }: { readonly look: PartLook }) {
  const t = useTranslations('common');
  if (look === 'nothing') return undefined;
  return (
    <output data-underway className={`grid animate-late place-items-center ${places[look]}`}>
      <Spinner className="size-7 text-accent-ink" />
      <span className="sr-only">{t('loading')}</span>
    </output>
  );
}
