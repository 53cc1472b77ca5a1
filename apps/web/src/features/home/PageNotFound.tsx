'use client';

import { Compass } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { enScreens } from '../../messages/enScreens.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { StatusScreen } from '../../ui/StatusScreen.tsx';

export function PageNotFound() {
  return (
    <MoreWords messages={enScreens}>
      <Page />
    </MoreWords>
  );
}

function Page() {
  const t = useTranslations();
  return (
    <StatusScreen
      icon={<Compass />}
      title={t('screens.pageNotFoundTitle')}
      text={t('screens.pageNotFoundText')}
    >
      <ButtonLink href="/">{t('common.goHome')}</ButtonLink>
    </StatusScreen>
  );
}
