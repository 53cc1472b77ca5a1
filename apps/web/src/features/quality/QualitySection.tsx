'use client';

import { chosenQuality } from '@convene/meeting-client';
import { SlidersHorizontal } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MenuChoice, MenuNote, MenuSection, SubMenu } from '../../ui/Menu.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';
import type { TileSubject } from '../stage/TileSubject.ts';
import { useLayersText } from './useLayersText.ts';
import { useQualityOptions } from './useQualityOptions.tsx';

/** In which quality one tile is received, and in which it comes. */
export function QualitySection({ subject: { streamId, isSelf } }: { readonly subject: TileSubject }) {
  const t = useTranslations('quality');
  const { choices } = useRoom();
  const options = useQualityOptions();
  const value = chosenQuality(streamId, useStore(choices));
  const layers = useLayersText(streamId);
  if (isSelf) return null;
  return (
    <MenuSection>
      <SubMenu icon={<SlidersHorizontal aria-hidden="true" />} label={t('title')} value={t(value)}>
        <MenuChoice
          label={t('title')}
          value={value}
          options={options}
          onChange={(quality) => {
            choices.setAudioOnly(false);
            choices.choose(streamId, quality);
          }}
        />
        {layers !== undefined && <MenuNote>{layers}</MenuNote>}
      </SubMenu>
    </MenuSection>
  );
}
