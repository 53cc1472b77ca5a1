'use client';

import { useTranslations } from 'use-intl';
import { LogoMark } from '../../ui/LogoMark.tsx';

/** The moment before anything can be shown. */
export function LoadingScreen() {
  const t = useTranslations('common');
  return (
    <main aria-busy="true" className="grid min-h-dvh place-items-center">
      <LogoMark className="size-12 animate-pulse" />
      <span className="sr-only">{t('loading')}</span>
    </main>
  );
}
