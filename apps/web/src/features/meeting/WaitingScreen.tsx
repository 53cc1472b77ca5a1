'use client';

import { Hourglass } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { StatusScreen } from '../../ui/StatusScreen.tsx';

const secondsUntil = (time: number) => Math.max(0, Math.ceil((time - Date.now()) / 1000));

/** No server has room: the client asks again by itself, and this counts down to it. */
export function WaitingScreen({ retryAt, full }: { readonly retryAt: number; readonly full: boolean }) {
  const t = useTranslations();
  const [seconds, setSeconds] = useState(() => secondsUntil(retryAt));
  useEffect(() => {
    const count = () => setSeconds(secondsUntil(retryAt));
    count();
    const timer = setInterval(count, 250);
    return () => clearInterval(timer);
  }, [retryAt]);
  return (
    <StatusScreen
      icon={<Hourglass />}
      title={full ? t('screens.serversFullTitle') : t('screens.waitingTitle')}
      text={full ? t('screens.serversFullText', { seconds }) : t('screens.waitingText', { seconds })}
    >
      <ButtonLink href="/">{t('common.goHome')}</ButtonLink>
    </StatusScreen>
  );
}
