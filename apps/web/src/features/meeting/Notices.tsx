'use client';

import { MonitorUp, Volume2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../ui/useStore.ts';
import { RecoveryBanner } from './RecoveryBanner.tsx';
import { useRoom } from './roomContext.ts';
import { Toasts } from './Toasts.tsx';
import { useRoomState } from './useRoomState.ts';

/** Over the stage: what is said for as long as it is so, and below it what is said in passing. */
export function Notices() {
  const t = useTranslations('meeting');
  const { sound } = useRoom();
  const blocked = useStore(sound.blocked);
  const sharing = useRoomState((snapshot) => snapshot.self?.sharing ?? false);
  return (
    <div className="absolute inset-x-6 top-6 z-20 mx-auto flex max-w-lg flex-col gap-2">
      <RecoveryBanner />
      {blocked && (
        <Banner
          tone="info"
          icon={<Volume2 aria-hidden="true" />}
          action={
            <Button size="sm" variant="primary" onClick={() => sound.unblock()}>
              {t('soundOn')}
            </Button>
          }
        >
          {t('soundBlocked')}
        </Banner>
      )}
      {sharing && (
        <Banner tone="info" icon={<MonitorUp aria-hidden="true" />}>
          {t('yourScreen')}
        </Banner>
      )}
      <Toasts />
    </div>
  );
}
