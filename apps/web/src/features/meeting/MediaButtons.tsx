'use client';

import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { modifierKey } from './modifierKey.ts';
import { useMediaState } from './useMediaState.ts';
import { useRoom } from './roomContext.ts';

type Props = {
  /** Over a picture in the lobby, or in the meeting's toolbar. */
  readonly look: 'glass' | 'control';
  /** Lets a toolbar make the button one of its own. */
  readonly wrap?: (button: ReactElement) => ReactElement;
};

const variantOf = (look: Props['look'], off: boolean) => {
  if (look === 'glass') return off ? 'glassOff' : 'glass';
  return off ? 'off' : 'control';
};
const asItIs = (button: ReactElement) => button;

export function MicrophoneButton({ look, wrap = asItIs }: Props) {
  const t = useTranslations('meeting');
  const { controls } = useRoom();
  const { muted } = useMediaState();
  return wrap(
    <IconButton
      label={muted ? t('unmute') : t('mute')}
      keys={`${modifierKey()} D`}
      variant={variantOf(look, muted)}
      icon={
        muted ? (
          <MicOff className="size-5" aria-hidden="true" />
        ) : (
          <Mic className="size-5" aria-hidden="true" />
        )
      }
      onClick={controls.toggleMuted}
    />,
  );
}

export function CameraButton({ look, wrap = asItIs }: Props) {
  const t = useTranslations('meeting');
  const { controls } = useRoom();
  const { cameraOff, cameraStarting } = useMediaState();
  return wrap(
    <IconButton
      label={cameraOff ? t('cameraOn') : t('cameraOff')}
      keys={`${modifierKey()} E`}
      variant={variantOf(look, cameraOff)}
      icon={<CameraIcon off={cameraOff} starting={cameraStarting} />}
      onClick={controls.toggleCamera}
    />,
  );
}

function CameraIcon({ off, starting }: { readonly off: boolean; readonly starting: boolean }) {
  if (starting) return <Spinner className="size-5" />;
  return off ? (
    <VideoOff className="size-5" aria-hidden="true" />
  ) : (
    <Video className="size-5" aria-hidden="true" />
  );
}
