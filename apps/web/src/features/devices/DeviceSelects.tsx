'use client';

import type { DeviceInfo, DeviceState } from '@convene/meeting-client';
import { Mic, Video, Volume2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Select } from '../../ui/Select.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia } from '../meeting/useRoomState.ts';

/** Stands for the system's own choice, where no device is chosen: a select takes no empty value. */
const SYSTEM = 'system';

const isBlocked = (state: DeviceState) =>
  state.state === 'failed' &&
  (state.cause === 'denied' || state.cause === 'withdrawn' || state.cause === 'insecure');

/** What is listed, and the device in use if it is not: what is shown is always what runs. */
function optionsOf(
  devices: readonly DeviceInfo[],
  state: DeviceState,
  unnamed: (number: number) => string,
): readonly { readonly value: string; readonly label: string }[] {
  const running = state.state === 'on' && !devices.some(({ deviceId }) => deviceId === state.deviceId);
  return [...devices, ...(running ? [state] : [])].map(({ deviceId, label }, index) => ({
    value: deviceId,
    label: label === '' ? unnamed(index + 1) : label,
  }));
}

export function CameraSelect() {
  const t = useTranslations('lobby');
  const { controls } = useRoom();
  const { camera, cameras } = useLocalMedia((snapshot) => snapshot);
  const none = cameras.length === 0 ? t('noCameras') : t('camera');
  return (
    <Select
      label={t('camera')}
      icon={<Video aria-hidden="true" />}
      options={optionsOf(cameras, camera, (number) => t('unnamedDevice', { number }))}
      value={camera.state === 'on' ? camera.deviceId : undefined}
      placeholder={isBlocked(camera) ? t('cameraBlocked') : none}
      onChange={(deviceId) => void controls.chooseCamera(deviceId)}
    />
  );
}

export function MicrophoneSelect() {
  const t = useTranslations('lobby');
  const { controls } = useRoom();
  const { microphone, microphones } = useLocalMedia((snapshot) => snapshot);
  const none = microphones.length === 0 ? t('noMicrophones') : t('microphone');
  return (
    <Select
      label={t('microphone')}
      icon={<Mic aria-hidden="true" />}
      options={optionsOf(microphones, microphone, (number) => t('unnamedDevice', { number }))}
      value={microphone.state === 'on' ? microphone.deviceId : undefined}
      placeholder={isBlocked(microphone) ? t('microphoneBlocked') : none}
      onChange={(deviceId) => void controls.chooseMicrophone(deviceId)}
    />
  );
}

export function SpeakerSelect() {
  const t = useTranslations('lobby');
  const { media } = useRoom();
  const { speakers, speakerId } = useLocalMedia((snapshot) => snapshot);
  const listed = speakers
    .filter(({ deviceId }) => deviceId !== 'default')
    .map(({ deviceId, label }, index) => ({
      value: deviceId,
      label: label === '' ? t('unnamedDevice', { number: index + 1 }) : label,
    }));
  return (
    <Select
      label={t('speaker')}
      icon={<Volume2 aria-hidden="true" />}
      options={[{ value: SYSTEM, label: t('systemDefault') }, ...listed]}
      value={speakerId ?? SYSTEM}
      placeholder={t('systemDefault')}
      onChange={(value) => media.chooseSpeaker(value === SYSTEM ? '' : value)}
    />
  );
}
