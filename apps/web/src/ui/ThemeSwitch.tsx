'use client';

import { useTranslations } from 'use-intl';
import { setTheme, useTheme } from './theme.ts';
import { useThemeOptions } from './useThemeOptions.tsx';

/** The colour theme in a page's header: as the system has it, light, or dark. */
export function ThemeSwitch() {
  const t = useTranslations('common');
  const theme = useTheme();
  return (
    <fieldset className="flex rounded-full border border-line bg-surface p-0.5">
      <legend className="sr-only">{t('theme')}</legend>
      {useThemeOptions().map(({ value, label, icon }) => (
        <label
          key={value}
          data-tooltip={label}
          className="grid size-8 cursor-pointer place-items-center rounded-full text-muted transition-colors hover:text-ink has-checked:bg-hover has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent-ink [&>svg]:size-4"
        >
          <input
            type="radio"
            name="theme"
            value={value}
            checked={theme === value}
            aria-label={label}
            onChange={() => setTheme(value)}
            className="sr-only"
          />
          {icon}
        </label>
      ))}
    </fieldset>
  );
}
