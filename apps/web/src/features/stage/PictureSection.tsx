'use client';

import { CornerUpLeft, Fullscreen, Scaling } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MenuItem, MenuSection } from '../../ui/Menu.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { showAlone } from './showAlone.ts';
import { useStageElement } from './stageContext.ts';
import type { TileSubject } from './TileSubject.ts';

/** How this one picture is drawn. */
export function PictureSection({ subject }: { readonly subject: TileSubject }) {
  const { streamId, source, isSelf } = subject;
  const t = useTranslations('stage');
  const { stage } = useInRoom();
  const element = useStageElement();
  const { fits, solo, selfView } = useStore(stage.choice);
  const isWhole = fits.get(streamId) === 'contain';
  return (
    <MenuSection>
      {source === 'camera' && (
        <MenuItem
          icon={<Scaling aria-hidden="true" />}
          onSelect={() => stage.setFit(streamId, isWhole ? 'cover' : 'contain')}
        >
          {isWhole ? t('fill') : t('whole')}
        </MenuItem>
      )}
      {isSelf && selfView === 'floating' && (
        <MenuItem icon={<CornerUpLeft aria-hidden="true" />} onSelect={stage.nextCorner}>
          {t('nextCorner')}
        </MenuItem>
      )}
      {solo === undefined && (
        <MenuItem
          icon={<Fullscreen aria-hidden="true" />}
          onSelect={() => showAlone(stage, streamId, element)}
        >
          {t('fullScreen')}
        </MenuItem>
      )}
    </MenuSection>
  );
}
