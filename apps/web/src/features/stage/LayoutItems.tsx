'use client';

import { Grid3x3, PictureInPicture2, Presentation, Sparkles, User, UserRoundX, VideoOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MenuChoice, MenuItem, MenuSection, MenuSwitch } from '../../ui/Menu.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { PipWindow } from './PipWindow.ts';

/** What a person may choose about the whole stage, as parts of a menu. */
export function LayoutItems() {
  const t = useTranslations('stage');
  const { stage, pip } = useInRoom();
  const { mode, selfView, hidesWithoutVideo } = useStore(stage.choice);
  return (
    <>
      <MenuSection>
        <MenuChoice
          label={t('layout')}
          value={mode}
          options={[
            { value: 'auto', label: t('modes.auto'), icon: <Sparkles aria-hidden="true" /> },
            { value: 'grid', label: t('modes.grid'), icon: <Grid3x3 aria-hidden="true" /> },
            { value: 'speaker', label: t('modes.speaker'), icon: <Presentation aria-hidden="true" /> },
          ]}
          onChange={stage.setMode}
        />
      </MenuSection>
      <MenuSection>
        <MenuChoice
          label={t('selfView')}
          value={selfView}
          options={[
            { value: 'tile', label: t('selfViews.tile'), icon: <User aria-hidden="true" /> },
            {
              value: 'floating',
              label: t('selfViews.floating'),
              icon: <PictureInPicture2 aria-hidden="true" />,
            },
            { value: 'hidden', label: t('selfViews.hidden'), icon: <UserRoundX aria-hidden="true" /> },
          ]}
          onChange={stage.setSelfView}
        />
      </MenuSection>
      <MenuSection>
        <MenuSwitch
          icon={<VideoOff aria-hidden="true" />}
          on={hidesWithoutVideo}
          onChange={stage.setHidesWithoutVideo}
        >
          {t('hideWithoutVideo')}
        </MenuSwitch>
        {PipWindow.kind() !== undefined && (
          <MenuItem icon={<PictureInPicture2 aria-hidden="true" />} onSelect={pip.toggle}>
            {t('pictureInPicture')}
          </MenuItem>
        )}
      </MenuSection>
    </>
  );
}
