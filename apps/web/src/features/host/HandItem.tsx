'use client';

import { Hand } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MenuItem } from '../../ui/Menu.tsx';
import { useOwnHand, useToggleHand } from './useOwnHand.ts';

/** The own hand as a part of a menu, where there is no room for a control of its own. */
export function HandItem() {
  const t = useTranslations('host');
  const isUp = useOwnHand();
  return (
    <MenuItem icon={<Hand aria-hidden="true" />} onSelect={useToggleHand()}>
      {isUp ? t('lower') : t('raise')}
    </MenuItem>
  );
}
