'use client';

import { VideoOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import type { StageView } from './useStage.ts';

/** In place of tiles, when everybody is hidden for want of a picture. */
export function NobodyShown({ view: { arrangement, hidden } }: { readonly view: StageView }) {
  const t = useTranslations('stage');
  const { stage } = useInRoom();
  const isEmpty = [...arrangement.tiles.values()].every((place) => place.isFloating);
  if (!arrangement.isMeasured || !isEmpty || hidden === 0) return null;
  return (
    <div className="absolute inset-0 grid place-items-center">
      <div className="flex flex-col items-center">
        <EmptyState
          icon={<VideoOff aria-hidden="true" />}
          title={t('hiddenTitle')}
          text={t('hiddenText', { count: hidden })}
        />
        <Button onClick={() => stage.setHidesWithoutVideo(false)}>{t('showEverybody')}</Button>
      </div>
    </div>
  );
}
