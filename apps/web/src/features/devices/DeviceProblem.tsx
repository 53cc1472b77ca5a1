'use client';

import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia } from '../meeting/useRoomState.ts';
import { DeviceFailureText } from './DeviceFailureText.tsx';

/** What keeps this one device from running, what to do, and the button to try again. */
export function DeviceProblem({ device }: { readonly device: 'camera' | 'microphone' }) {
  const t = useTranslations('common');
  const { controls } = useRoom();
  const state = useLocalMedia((snapshot) => snapshot[device]);
  if (state.state !== 'failed') return undefined;
  return (
    <Banner
      tone="warn"
      icon={<CircleAlert aria-hidden="true" />}
      action={
        state.cause !== 'insecure' && (
          <Button size="sm" onClick={() => void controls.retry(device)}>
            {t('retry')}
          </Button>
        )
      }
    >
      <DeviceFailureText device={device} cause={state.cause} />
    </Banner>
  );
}
