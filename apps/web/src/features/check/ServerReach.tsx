'use client';

import { CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { useRoomState } from '../meeting/useRoomState.ts';

/** Whether what is prepared has found its path, which costs nothing to know; undefined: nothing is known. */
const useIsReached = (): boolean | undefined =>
  useRoomState(({ phase }) => (phase.state === 'lobby' && phase.warm ? phase.reached : undefined));

/** In the lobby, where all is well. */
export function ServerReached() {
  const t = useTranslations('lobby');
  if (useIsReached() !== true) return undefined;
  return (
    <p className="flex items-center gap-1.5 px-3.5 text-sm text-muted">
      <CircleCheck className="size-4 text-good-ink" aria-hidden="true" />
      {t('reached')}
    </p>
  );
}

/** In the lobby, where sound and pictures would not get through. */
export function ServerNotReached() {
  const t = useTranslations('lobby');
  if (useIsReached() !== false) return undefined;
  return (
    <Banner tone="warn" icon={<CircleAlert aria-hidden="true" />}>
      {t('notReached')}
    </Banner>
  );
}
