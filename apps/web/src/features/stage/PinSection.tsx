'use client';

import { Pin, PinOff, ScreenShare, ScreenShareOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MenuItem, MenuSection } from '../../ui/Menu.tsx';
import { useStore } from '../../ui/useStore.ts';
import { isHostOrCohost } from '../host/hostRights.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import type { TileSubject } from './TileSubject.ts';

/** Large for this person alone; by hosts and co-hosts, for everyone. */
export function PinSection({ subject: { streamId } }: { readonly subject: TileSubject }) {
  const t = useTranslations('stage');
  const { stage, host } = useInRoom();
  const isPinned = useStore(stage.choice).pins.includes(streamId);
  const isPinnedForAll = useRoomState(({ roomState }) => roomState.pinned === streamId);
  const mayPinForAll = useRoomState(({ self }) => isHostOrCohost(self?.role));
  return (
    <MenuSection>
      <MenuItem
        icon={isPinned ? <PinOff aria-hidden="true" /> : <Pin aria-hidden="true" />}
        onSelect={() => stage.togglePin(streamId)}
      >
        {isPinned ? t('unpin') : t('pin')}
      </MenuItem>
      {mayPinForAll && (
        <MenuItem
          icon={isPinnedForAll ? <ScreenShareOff aria-hidden="true" /> : <ScreenShare aria-hidden="true" />}
          onSelect={() => void host.pinForAll(isPinnedForAll ? null : streamId)}
        >
          {isPinnedForAll ? t('unpinForAll') : t('pinForAll')}
        </MenuItem>
      )}
    </MenuSection>
  );
}
