'use client';

import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DeviceSelects } from './DeviceSelects.tsx';

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('settings');
  return (
    <Dialog title={t('title')} text={t('text')} onClose={onClose}>
      <DeviceSelects className="grid gap-2.5" />
      <Button variant="primary" onClick={onClose} className="sm:self-end">
        {t('done')}
      </Button>
    </Dialog>
  );
}
