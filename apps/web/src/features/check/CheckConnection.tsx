'use client';

import { Activity, CircleAlert, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { onDemand } from '../failure/onDemand.tsx';
import { useRoomState } from '../meeting/useRoomState.ts';

const ConnectionPanel = onDemand(
  () => import('./ConnectionPanel.tsx').then((module) => module.ConnectionPanel),
  'area',
);

/**
 * In the lobby: whether what is prepared has found its path, which costs nothing to know, and the whole check when somebody
 * wants it.
 */
export function CheckConnection() {
  const t = useTranslations('lobby');
  const [open, setOpen] = useState(false);
  const reached = useRoomState(({ phase }) =>
    phase.state === 'lobby' && phase.warm ? phase.reached : undefined,
  );
  if (open) return <ConnectionPanel />;
  return (
    <>
      {reached === false && (
        <Banner tone="warn" icon={<CircleAlert aria-hidden="true" />}>
          {t('notReached')}
        </Banner>
      )}
      <div className="flex flex-wrap items-center justify-center gap-x-2">
        {reached === true && (
          <p className="flex items-center gap-1.5 text-sm text-muted">
            <CircleCheck className="size-4 text-good-ink" aria-hidden="true" />
            {t('reached')}
          </p>
        )}
        <Button size="sm" variant="ghost" onClick={() => setOpen(true)}>
          <Activity className="size-4" aria-hidden="true" />
          {t('checkConnection')}
        </Button>
      </div>
    </>
  );
}
