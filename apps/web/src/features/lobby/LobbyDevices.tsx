'use client';

import { Activity, AudioLines, Settings } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../ui/useStore.ts';
import { ServerReached } from '../check/ServerReach.tsx';
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
const ConnectionPanel = onDemand(
  () => import('../check/ConnectionPanel.tsx').then((m) => m.ConnectionPanel),
  'area',
);
const LobbyNotices = onDemand(() => import('./LobbyNotices.tsx').then((m) => m.LobbyNotices), 'nothing');
const SettingsDialog = onDemand(
  () => import('../settings/SettingsDialog.tsx').then((m) => m.SettingsDialog),
  'over',
);

/** What is tested below the buttons: one thing at a time. */
type Test = 'sound' | 'connection';

type Props = { readonly canCheck: boolean };

/** Which camera, microphone and speaker, and whether they and the way to the server work. */
export function LobbyDevices({ canCheck }: Props) {
  const t = useTranslations('lobby');
  const { toaster } = useRoom();
  const isTold = useStore(toaster.toasts).length > 0;
  const isWarm = useRoomState(
    ({ phase }) => phase.state === 'waitingRoom' || (phase.state === 'lobby' && phase.warm),
  );
  const [test, setTest] = useState<Test>();
  const [settings, setSettings] = useState(false);
  const id = useId();
  const opens = (which: Test) => ({
    'aria-expanded': test === which,
    'aria-controls': id,
    onClick: () => setTest(test === which ? undefined : which),
  });
  return (
    <div className="grid gap-2">
      <div className="grid gap-2 lg:landscape:grid-cols-3">
        <CameraSelect />
        <MicrophoneSelect />
        <SpeakerSelect />
      </div>
      <div className="min-h-19 lg:landscape:min-h-10">{isWarm && <LobbyEffects />}</div>
      <div className="flex flex-wrap gap-1">
        <Button size="sm" variant="ghost" {...opens('sound')}>
          <AudioLines className="size-4 text-muted" aria-hidden="true" />
          {t('testSound')}
        </Button>
        {canCheck && (
          <Button size="sm" variant="ghost" {...opens('connection')}>
            <Activity className="size-4 text-muted" aria-hidden="true" />
            {t('checkConnection')}
          </Button>
        )}
        <Button size="sm" variant="ghost" aria-haspopup="dialog" onClick={() => setSettings(true)}>
          <Settings className="size-4 text-muted" aria-hidden="true" />
          {t('settings')}
        </Button>
        <div className="flex items-center sm:ml-auto">{canCheck && <ServerReached />}</div>
      </div>
      <div id={id}>
        {test === 'sound' && <SoundTests />}
        {test === 'connection' && <ConnectionPanel />}
      </div>
      {settings && <SettingsDialog onClose={() => setSettings(false)} />}
      {isTold && <LobbyNotices />}
    </div>
  );
}
