'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { StatusScreen } from '../../ui/StatusScreen.tsx';

/** The page itself failed: a fault of ours. Loading it again is the way back. */
export function Crashed() {
  const t = useTranslations('failure');
  return (
    <StatusScreen icon={<TriangleAlert />} title={t('crashedTitle')} text={t('crashedText')}>
      <Button variant="primary" onClick={() => window.location.reload()}>
        {t('reload')}
      </Button>
    </StatusScreen>
  );
}
