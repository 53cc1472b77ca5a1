'use client';

import { SunMoon } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from './IconButton.tsx';
import { Menu, MenuChoice } from './Menu.tsx';
import { setTheme, useTheme } from './theme.ts';
import { useThemeOptions } from './useThemeOptions.tsx';

/** The colour theme's menu in a page's header. */
export function ThemeMenu() {
  const t = useTranslations('common');
  return (
    <Menu trigger={<IconButton label={t('theme')} icon={<SunMoon className="size-5" aria-hidden="true" />} />}>
      <MenuChoice label={t('theme')} value={useTheme()} options={useThemeOptions()} onChange={setTheme} />
    </Menu>
  );
}
