'use client';

import { Quality } from '@convene/protocol';
import { SlidersHorizontal } from 'lucide-react';
import { Switch } from 'radix-ui';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { Select } from '../../ui/Select.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useQualityOptions } from './useQualityOptions.tsx';

/** The same as the menu's, with what each means: a part of the settings. */
export function VideoQualitySettings() {
  const t = useTranslations('quality');
  const { choices } = useRoom();
  const { all, audioOnly } = useStore(choices);
  const options = useQualityOptions();
  const id = useId();
  return (
    <div className="grid gap-2.5">
      <Select
        label={t('forAll')}
        icon={<SlidersHorizontal aria-hidden="true" />}
        options={options}
        value={all}
        placeholder={t('forAll')}
        onChange={(value) => choices.chooseForAll(Quality.parse(value))}
      />
      <p className="text-[0.8125rem] text-pretty text-muted">{t('autoHint')}</p>
      <div className="flex items-start gap-4 pt-1">
        <label htmlFor={id} className="grid flex-1 gap-0.5 text-sm">
          <span className="font-medium">{t('audioOnly')}</span>
          <span id={`${id}-hint`} className="text-[0.8125rem] text-pretty text-muted">
            {t('audioOnlyHint')}
          </span>
        </label>
        <Switch.Root
          id={id}
          checked={audioOnly}
          onCheckedChange={choices.setAudioOnly}
          aria-label={t('audioOnly')}
          aria-describedby={`${id}-hint`}
          className="h-6 w-11 shrink-0 rounded-full bg-line-strong p-0.5 transition-colors data-[state=checked]:bg-accent"
        >
          <Switch.Thumb className="block size-5 rounded-full bg-white shadow-sm transition-transform data-[state=checked]:translate-x-5" />
        </Switch.Root>
      </div>
    </div>
  );
}
