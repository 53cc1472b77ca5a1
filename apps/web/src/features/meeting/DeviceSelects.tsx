'use client';

import type { DeviceInfo, DeviceState } from '@convene/meeting-client';
import { Mic, Video, Volume2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Select } from '../../ui/Select.tsx';
import { useRoom } from './roomContext.ts';
import { useLocalMedia } from './useRoomState.ts';

/** Stands for the system's own choice, where no device is chosen: a select takes no empty value. */
const SYSTEM = 'system';

const deviceIn = (state: DeviceState) => (state.state === 'on' ? state.deviceId : undefined);

const placeholderOf = (state: DeviceState, blocked: string, otherwise: string) =>
  state.state === 'failed' && (state.cause === 'denied' || state.cause === 'insecure') ? blocked : otherwise;

/** The choice of camera, microphone and speaker, in the lobby and in the settings. */
export function DeviceSelects({ className }: { readonly className?: string }) {
  const t = useTranslations('lobby');
  const { media, controls } = useRoom();
  const local = useLocalMedia((snapshot) => snapshot);

  const optionsOf = (devices: readonly DeviceInfo[]) =>
    devices.map((device, index) => ({
      value: device.deviceId,
      label: device.label === '' ? t('unnamedDevice', { number: index + 1 }) : device.label,
    }));

  const cameras = optionsOf(local.cameras);
  const microphones = optionsOf(local.microphones);
  return (
    <div className={className}>
      <Select
        label={t('camera')}
        icon={<Video aria-hidden="true" />}
        options={cameras}
        value={deviceIn(local.camera)}
        placeholder={placeholderOf(
          local.camera,
          t('cameraBlocked'),
          cameras.length === 0 ? t('noCameras') : t('camera'),
        )}
        onChange={(deviceId) => void controls.chooseCamera(deviceId)}
      />
      <Select
        label={t('microphone')}
        icon={<Mic aria-hidden="true" />}
        options={microphones}
        value={deviceIn(local.microphone)}
        placeholder={placeholderOf(
          local.microphone,
          t('microphoneBlocked'),
          microphones.length === 0 ? t('noMicrophones') : t('microphone'),
        )}
        onChange={(deviceId) => void controls.chooseMicrophone(deviceId)}
      />
      <Select
        label={t('speaker')}
        icon={<Volume2 aria-hidden="true" />}
        options={[
          { value: SYSTEM, label: t('systemDefault') },
          ...optionsOf(local.speakers).filter((option) => option.value !== 'default'),
        ]}
        value={local.speakerId === undefined || local.speakerId === '' ? SYSTEM : local.speakerId}
        placeholder={t('systemDefault')}
        onChange={(value) => media.chooseSpeaker(value === SYSTEM ? '' : value)}
      />
    </div>
  );
}
