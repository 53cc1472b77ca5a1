'use client';

import { Volume2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../ui/useStore.ts';
import { VoiceBanner } from '../devices/VoiceBanner.tsx';
import { KnockCard } from '../host/KnockCard.tsx';
import { RecoveryBanner } from './RecoveryBanner.tsx';
import { useRoom } from './roomContext.ts';
import { WeakConnection } from '../why/WeakConnection.tsx';
import { Toasts } from './Toasts.tsx';

type Props = {
  readonly onSeeWaiting: () => void;
  readonly onSettings: () => void;
  readonly onChat: () => void;
};

/** Over the stage: what is said for as long as it is so, and below it what is said in passing. */
export function Notices({ onSeeWaiting, onSettings, onChat }: Props) {
  const t = useTranslations('meeting');
  const { sound } = useRoom();
  const blocked = useStore(sound.blocked);
  return (
    // Only what is said in passing stands over dialogs: it takes no click, but for a message, and goes by itself.
    <div className="absolute inset-x-3 top-3 mx-auto flex max-w-lg flex-col gap-2 *:z-20 *:last:z-60">
      <RecoveryBanner />
      <WeakConnection />
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
      <KnockCard onSeeAll={onSeeWaiting} />
      <VoiceBanner onSettings={onSettings} />
      <Toasts onChat={onChat} />
    </div>
  );
}
