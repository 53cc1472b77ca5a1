'use client';

import { Activity } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { onDemand } from '../failure/onDemand.tsx';

const ConnectionPanel = onDemand(
  () => import('./ConnectionPanel.tsx').then((module) => module.ConnectionPanel),
  'area',
);

/** In the lobby: the way to the meeting's server, looked at when somebody wants to know. */
export function CheckConnection() {
  const t = useTranslations('lobby');
  const [open, setOpen] = useState(false);
  if (open) return <ConnectionPanel />;
  return (
    <Button size="sm" variant="ghost" className="self-center" onClick={() => setOpen(true)}>
      <Activity className="size-4" aria-hidden="true" />
      {t('checkConnection')}
    </Button>
  );
}
