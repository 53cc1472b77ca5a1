'use client';

import type { WaitCause } from '@convene/meeting-client';
import { Hourglass } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { StatusScreen } from '../../ui/StatusScreen.tsx';
import { useRoom } from './roomContext.ts';
import { useSecondsUntil } from './useSecondsUntil.ts';

/** Nobody lets the person in right now: the client asks again by itself, and this counts down to it. */
export function WaitingScreen({ retryAt, why }: { readonly retryAt: number; readonly why: WaitCause }) {
  const t = useTranslations();
  const { client } = useRoom();
  const seconds = useSecondsUntil(retryAt);
  return (
    <StatusScreen
      icon={<Hourglass />}
      title={t(`screens.waiting.${why}.title`)}
      text={`${t(`screens.waiting.${why}.text`)} ${t('screens.waiting.next', { seconds })}`}
    >
      <Button variant="primary" onClick={() => client.tryNow()}>
        {t('common.tryNow')}
      </Button>
      <ButtonLink href="/">{t('common.goHome')}</ButtonLink>
    </StatusScreen>
  );
}
