'use client';

import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { VideoQualitySettings } from '../quality/VideoQualitySettings.tsx';
import { DeviceSelects } from './DeviceSelects.tsx';

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('settings');
  return (
    <Dialog title={t('title')} text={t('text')} onClose={onClose}>
      <DeviceSelects className="grid gap-2.5" />
      <VideoQualitySettings />
      <Button variant="primary" onClick={onClose} className="sm:self-end">
        {t('done')}
      </Button>
    </Dialog>
  );
}
