'use client';

import { RadioGroup } from 'radix-ui';
import { useTranslations } from 'use-intl';
import { setTheme, type Theme, useTheme } from '../../ui/theme.ts';
import { useThemeOptions } from '../../ui/useThemeOptions.tsx';
import { useRoomState } from '../meeting/useRoomState.ts';
import { OwnName } from './OwnName.tsx';
import { SettingsGroup } from './SettingsGroup.tsx';

export function GeneralSettings() {
  const t = useTranslations();
  const options = useThemeOptions();
  const joined = useRoomState(({ phase }) => phase.state === 'joined');
  return (
    <>
      {joined && (
        <SettingsGroup title={t('lobby.name')}>
          <OwnName />
        </SettingsGroup>
      )}
      <SettingsGroup title={t('common.theme')}>
        <RadioGroup.Root
          aria-label={t('common.theme')}
          value={useTheme()}
          onValueChange={(value) => {
            const chosen = options.find((option) => option.value === value);
            if (chosen !== undefined) setTheme(chosen.value satisfies Theme);
          }}
          className="grid grid-cols-3 gap-2.5"
        >
          {options.map(({ value, label, icon }) => (
            <RadioGroup.Item
              key={value}
              value={value}
              className="grid justify-items-center gap-2 rounded-field border border-line px-3 py-4 text-sm transition-colors hover:bg-hover data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:text-accent-ink [&>svg]:size-5"
            >
              {icon}
              {label}
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
      </SettingsGroup>
    </>
  );
}
