'use client';

import { AudioLines, Settings } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../ui/useStore.ts';
import { CameraSelect, MicrophoneSelect, SpeakerSelect } from '../devices/DeviceSelects.tsx';
import { onDemand } from '../failure/onDemand.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';

// Nobody waits for it: it comes once the way to the server stands.
const LobbyEffects = onDemand(
  () => import('../effects/LobbyEffects.tsx').then((m) => m.LobbyEffects),
  'nothing',
);
// What a person asks for, and what rarely happens, is loaded then.
const SoundTests = onDemand(() => import('./SoundTests.tsx').then((m) => m.SoundTests), 'area');
const LobbyNotices = onDemand(() => import('./LobbyNotices.tsx').then((m) => m.LobbyNotices), 'nothing');
const SettingsDialog = onDemand(
  () => import('../settings/SettingsDialog.tsx').then((m) => m.SettingsDialog),
  'over',
);

/** Which camera, microphone and speaker, and whether they work. */
export function LobbyDevices() {
  const t = useTranslations('lobby');
  const { toaster } = useRoom();
  const isTold = useStore(toaster.toasts).length > 0;
  const isWarm = useRoomState(
    ({ phase }) => phase.state === 'waitingRoom' || (phase.state === 'lobby' && phase.warm),
  );
  const [testing, setTesting] = useState(false);
  const [settings, setSettings] = useState(false);
  const id = useId();
  return (
    <div className="grid gap-2">
      <CameraSelect />
      <MicrophoneSelect />
      <SpeakerSelect />
      <div className="min-h-19">{isWarm && <LobbyEffects />}</div>
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
      <div id={id}>{testing && <SoundTests />}</div>
      {settings && <SettingsDialog onClose={() => setSettings(false)} />}
      {isTold && <LobbyNotices />}
    </div>
  );
}
