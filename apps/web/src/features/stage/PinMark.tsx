'use client';

import type { StreamId } from '@convene/protocol';
import { Pin } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';

/** Before the name of a tile that is pinned, for oneself or for everyone. */
export function PinMark({ streamId }: { readonly streamId: StreamId }) {
  const t = useTranslations('stage');
  const { stage } = useInRoom();
  const mine = useStore(stage.choice).pins.includes(streamId);
  const forAll = useRoomState((snapshot) => snapshot.roomState.pinned === streamId);
  if (!mine && !forAll) return null;
  return (
    <>
      <Pin className="size-3.5 shrink-0" aria-hidden="true" />
      <span className="sr-only">{forAll ? t('pinnedForAll') : t('pinned')}</span>
    </>
  );
}
