'use client';

import { Pin, PinOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MenuItem, MenuSection } from '../../ui/Menu.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import type { TileSubject } from './TileSubject.ts';

/** Large for this person alone. */
export function PinSection({ subject: { streamId } }: { readonly subject: TileSubject }) {
  const t = useTranslations('stage');
  const { stage } = useInRoom();
  const isPinned = useStore(stage.choice).pins.includes(streamId);
  return (
    <MenuSection>
      <MenuItem
        icon={isPinned ? <PinOff aria-hidden="true" /> : <Pin aria-hidden="true" />}
        onSelect={() => stage.togglePin(streamId)}
      >
        {isPinned ? t('unpin') : t('pin')}
      </MenuItem>
    </MenuSection>
  );
}
