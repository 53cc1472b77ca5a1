'use client';

import type { VoiceSettings } from '@convene/meeting-client';
import { useTranslations } from 'use-intl';
import { Switch } from '../../ui/Switch.tsx';
import { useStore } from '../../ui/useStore.ts';
import { DeviceProblem } from '../devices/DeviceProblem.tsx';
import { MicrophoneSelect, SpeakerSelect } from '../devices/DeviceSelects.tsx';
import { LevelBar } from '../devices/LevelBar.tsx';
import { SpeakerTest } from '../devices/SpeakerTest.tsx';
import { VoiceTest } from '../devices/VoiceTest.tsx';
import { NoiseRow } from '../effects/EffectRows.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia } from '../meeting/useRoomState.ts';
import { SettingsGroup } from './SettingsGroup.tsx';

const cleanings = ['noiseSuppression', 'echoCancellation', 'autoGainControl'] as const;

export function AudioSettings() {
  const t = useTranslations('settings');
  const { media, pushToTalkWish } = useRoom();
  const voice = useLocalMedia((snapshot) => snapshot.voice);
  const pushToTalk = useStore(pushToTalkWish);
  const isMusic = voice.fidelity === 'music';
  const change = (to: Partial<VoiceSettings>) => void media.setVoice(to);
  return (
    <>
      <SettingsGroup title={t('microphone')}>
        <DeviceProblem device="microphone" />
        <MicrophoneSelect />
        <LevelBar />
        <VoiceTest />
      </SettingsGroup>
      <SettingsGroup title={t('speaker')}>
        <SpeakerSelect />
        <SpeakerTest />
      </SettingsGroup>
      <SettingsGroup title={t('sound')}>
        <div className="-my-3">
          <NoiseRow />
          {cleanings.map((name) => (
            <Switch
              row
              key={name}
              label={t(`${name}.label`)}
              text={t(`${name}.hint`)}
              checked={voice[name] && !isMusic}
              disabled={isMusic}
              onChange={(checked) => change({ [name]: checked })}
            />
          ))}
          <Switch
            row
            label={t('hifi.label')}
            text={t('hifi.hint')}
            checked={isMusic}
            onChange={(checked) => change({ fidelity: checked ? 'music' : 'voice' })}
          />
        </div>
      </SettingsGroup>
      <SettingsGroup title={t('speaking')}>
        <div className="-my-3">
          <Switch
            row
            label={t('pushToTalk.label')}
            text={t('pushToTalk.hint')}
            checked={pushToTalk}
            onChange={(checked) => pushToTalkWish.set(checked)}
          />
        </div>
      </SettingsGroup>
    </>
  );
}
