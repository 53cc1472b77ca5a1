'use client';

import type { ErrorCode } from '@convene/protocol';
import { CalendarX, SearchX, TriangleAlert, Users } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { StatusScreen } from '../../ui/StatusScreen.tsx';

/** The meeting cannot be entered. */
export function FailedScreen({ code, retry }: { readonly code: ErrorCode; readonly retry: () => void }) {
  const t = useTranslations();
  const home = <ButtonLink href="/">{t('common.goHome')}</ButtonLink>;
  const again = (
    <Button variant="primary" onClick={retry}>
      {t('common.retry')}
    </Button>
  );
  if (code === 'meetingNotFound') {
    return (
      <StatusScreen icon={<SearchX />} title={t('screens.notFoundTitle')} text={t('screens.notFoundText')}>
        {home}
      </StatusScreen>
    );
  }
  if (code === 'meetingEnded') {
    return (
      <StatusScreen icon={<CalendarX />} title={t('screens.endedTitle')} text={t('screens.endedText')}>
        {home}
      </StatusScreen>
    );
  }
  if (code === 'meetingFull') {
    return (
      <StatusScreen icon={<Users />} title={t('screens.fullTitle')} text={t('screens.fullText')}>
        {again}
        {home}
      </StatusScreen>
    );
  }
  return (
    <StatusScreen icon={<TriangleAlert />} title={t('screens.failedTitle')} text={t(`errors.${code}`)}>
      {again}
      {home}
    </StatusScreen>
  );
}
