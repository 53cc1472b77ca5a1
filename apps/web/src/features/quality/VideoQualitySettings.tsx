'use client';

import { Quality } from '@convene/protocol';
import { SlidersHorizontal } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useQualityOptions } from './useQualityOptions.tsx';

/** The same as the menu's, with what each means: a part of the settings. */
export function VideoQualitySettings() {
  const t = useTranslations('quality');
  const { choices } = useRoom();
  const { all, audioOnly } = useStore(choices);
  const options = useQualityOptions();
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
      <Switch
        row
        label={t('audioOnly')}
        text={t('audioOnlyHint')}
        checked={audioOnly}
        onChange={choices.setAudioOnly}
      />
    </div>
  );
}
