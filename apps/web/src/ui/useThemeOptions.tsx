import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslations } from 'use-intl';

/** The three themes as a menu offers them. */
export function useThemeOptions() {
  const t = useTranslations('common');
  return [
    { value: 'system', label: t('themeSystem'), icon: <Monitor aria-hidden="true" /> },
    { value: 'light', label: t('themeLight'), icon: <Sun aria-hidden="true" /> },
    { value: 'dark', label: t('themeDark'), icon: <Moon aria-hidden="true" /> },
  ] as const;
}
