'use client';

import { Headphones, SlidersHorizontal } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MenuChoice, MenuSwitch, SubMenu } from '../../ui/Menu.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useQualityOptions } from './useQualityOptions.tsx';

/** In which quality everybody's camera is received, and whether any picture is. */
export function VideoQualityMenu() {
  const t = useTranslations('quality');
  const { choices } = useRoom();
  const { all, audioOnly } = useStore(choices);
  const options = useQualityOptions();
  return (
    <>
      <SubMenu icon={<SlidersHorizontal aria-hidden="true" />} label={t('forAll')} value={t(all)}>
        <MenuChoice label={t('forAll')} value={all} options={options} onChange={choices.chooseForAll} />
      </SubMenu>
      <MenuSwitch icon={<Headphones aria-hidden="true" />} on={audioOnly} onChange={choices.setAudioOnly}>
        {t('audioOnly')}
      </MenuSwitch>
    </>
  );
}
