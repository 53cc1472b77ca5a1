'use client';

import '../../app/globals.css';
import { TriangleAlert } from 'lucide-react';
import { useLayoutEffect } from 'react';
import { useTranslations } from 'use-intl';
import { Catalogue } from '../../messages/Catalogue.tsx';
import { Button } from '../../ui/Button.tsx';
import { StatusScreen } from '../../ui/StatusScreen.tsx';
import { applyRememberedTheme } from '../../ui/theme.ts';

/** The layout itself failed, a fault of ours: this brings the words and the theme by itself. Loading it again is the way back. */
export function DocumentCrashed() {
  // The script that sets it before the first paint belongs to the layout, and React clears what it set on <html>.
  useLayoutEffect(applyRememberedTheme, []);
  return (
    <Catalogue>
      <Screen />
    </Catalogue>
  );
}

function Screen() {
  const t = useTranslations('failure');
  return (
    <StatusScreen icon={<TriangleAlert />} title={t('crashedTitle')} text={t('crashedText')}>
      <Button variant="primary" onClick={() => window.location.reload()}>
        {t('reload')}
      </Button>
    </StatusScreen>
  );
}
