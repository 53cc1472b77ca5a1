'use client';

import { Activity } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';

const ConnectionPanel = lazy(() =>
  import('./ConnectionPanel.tsx').then((module) => ({ default: module.ConnectionPanel })),
);

/** In the lobby: the way to the meeting's server, looked at when somebody wants to know. */
export function CheckConnection() {
  const t = useTranslations('lobby');
  const [open, setOpen] = useState(false);
  const button = (busy: boolean) => (
    <Button size="sm" variant="ghost" className="self-center" busy={busy} onClick={() => setOpen(true)}>
      {!busy && <Activity className="size-4" aria-hidden="true" />}
      {t('checkConnection')}
    </Button>
  );
  if (!open) return button(false);
  return (
    <Suspense fallback={button(true)}>
      <ConnectionPanel />
    </Suspense>
  );
}
