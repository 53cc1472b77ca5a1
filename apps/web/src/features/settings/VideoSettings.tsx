'use client';

import { VideoOff } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import { DeviceProblem } from '../devices/DeviceProblem.tsx';
import { CameraSelect } from '../devices/DeviceSelects.tsx';
import { BlurRow } from '../effects/EffectRows.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia } from '../meeting/useRoomState.ts';
import { useTrack } from '../meeting/useTrack.ts';
import { SettingsGroup } from './SettingsGroup.tsx';

export function VideoSettings() {
  const t = useTranslations('settings');
  return (
    <SettingsGroup title={t('camera')}>
      <OwnPicture />
      <DeviceProblem device="camera" />
      <CameraSelect />
      <p className="text-[0.8125rem] text-pretty text-muted">{t('cameraHint')}</p>
      <BlurRow />
    </SettingsGroup>
  );
}

/** What the others see of this person, mirrored as people know themselves. */
function OwnPicture() {
  const t = useTranslations('settings');
  const { media } = useRoom();
  const camera = useLocalMedia((snapshot) => snapshot.camera);
  const video = useRef<HTMLVideoElement>(null);
  useTrack(
    video,
    useLocalMedia(() => media.cameraTrack),
  );
  const shown = camera.state === 'on';
  return (
    <div className="relative isolate aspect-video w-full overflow-hidden rounded-tile bg-[#12141b] text-white">
      <video
        ref={video}
        autoPlay
        playsInline
        muted
        aria-label={t('ownPicture')}
        className={cx('absolute inset-0 size-full -scale-x-100 object-cover', !shown && 'opacity-0')}
      />
      {!shown && (
        <p className="absolute inset-0 grid place-content-center justify-items-center gap-2 text-sm text-white/85">
          {camera.state === 'starting' ? (
            <Spinner className="size-6" />
          ) : (
            <>
              <VideoOff className="size-6" aria-hidden="true" />
              {t('cameraOff')}
            </>
          )}
        </p>
      )}
    </div>
  );
}
