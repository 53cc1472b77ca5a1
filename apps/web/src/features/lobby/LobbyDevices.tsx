'use client';

import { AudioLines, Settings } from 'lucide-react';
import { lazy, Suspense, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../ui/useStore.ts';
import { CameraSelect, MicrophoneSelect, SpeakerSelect } from '../devices/DeviceSelects.tsx';
import { LobbyEffects } from '../effects/LobbyEffects.tsx';
import { useRoom } from '../meeting/roomContext.ts';

// What a person asks for, and what rarely happens, is loaded then.
const SoundTests = lazy(() => import('./SoundTests.tsx').then((m) => ({ default: m.SoundTests })));
const LobbyNotices = lazy(() => import('./LobbyNotices.tsx').then((m) => ({ default: m.LobbyNotices })));
const SettingsDialog = lazy(() =>
  import('../settings/SettingsDialog.tsx').then((m) => ({ default: m.SettingsDialog })),
);

/** Which camera, microphone and speaker, and whether they work. */
export function LobbyDevices() {
  const t = useTranslations('lobby');
  const { toaster } = useRoom();
  const isTold = useStore(toaster.toasts).length > 0;
  const [testing, setTesting] = useState(false);
  const [settings, setSettings] = useState(false);
  const id = useId();
  return (
    <div className="grid gap-2">
      <CameraSelect />
      <MicrophoneSelect />
      <SpeakerSelect />
      <LobbyEffects />
      <div className="flex gap-1">
        <Button
          size="sm"
          variant="ghost"
          aria-expanded={testing}
          aria-controls={id}
          onClick={() => setTesting((open) => !open)}
        >
          <AudioLines className="size-4 text-muted" aria-hidden="true" />
          {t('testSound')}
        </Button>
        <Button size="sm" variant="ghost" aria-haspopup="dialog" onClick={() => setSettings(true)}>
          <Settings className="size-4 text-muted" aria-hidden="true" />
          {t('settings')}
        </Button>
      </div>
      <div id={id}>
        <Suspense>{testing && <SoundTests />}</Suspense>
      </div>
      <Suspense>
        {settings && <SettingsDialog onClose={() => setSettings(false)} />}
        {isTold && <LobbyNotices />}
      </Suspense>
    </div>
  );
}
