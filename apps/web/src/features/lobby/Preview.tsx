'use client';

import { VideoOff } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import { CameraButton, MicrophoneButton } from '../meeting/MediaButtons.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia } from '../meeting/useRoomState.ts';
import { useTrack } from '../meeting/useTrack.ts';
import { LevelMeter } from './LevelMeter.tsx';

/** How the others will see this person, with the two switches over it. */
export function Preview({ name }: { readonly name: string }) {
  const t = useTranslations('lobby');
  const { media } = useRoom();
  const camera = useLocalMedia((snapshot) => snapshot.camera);
  const video = useRef<HTMLVideoElement>(null);
  useTrack(
    video,
    useLocalMedia(() => media.cameraTrack),
  );
  const heard = useLocalMedia(({ microphone }) => microphone.state === 'on');
  const shown = camera.state === 'on';

  return (
    <section
      aria-label={t('preview')}
      className="relative isolate aspect-[4/3] w-full overflow-hidden rounded-[1.5rem] bg-[#12141b] text-white shadow-float sm:aspect-video"
    >
      <video
        ref={video}
        autoPlay
        playsInline
        muted
        className={cx(
          'absolute inset-0 size-full -scale-x-100 object-cover transition-opacity duration-300',
          !shown && 'opacity-0',
        )}
      />
      {!shown && (
        <div className="absolute inset-0 grid place-items-center pb-16">
          <p className="flex flex-col items-center gap-3 text-[0.9375rem] text-white/85">
            {camera.state === 'starting' ? (
              <>
                <Spinner className="size-6" />
                {t('cameraStarting')}
              </>
            ) : (
              <>
                <VideoOff className="size-7" aria-hidden="true" />
                {t('cameraOff')}
              </>
            )}
          </p>
        </div>
      )}
      <div className="pointer-events-none absolute inset-x-0 bottom-0 h-28 bg-gradient-to-t from-black/60 to-transparent" />
      <p className="absolute top-4 left-4 max-w-[70%] truncate rounded-full bg-black/45 px-3 py-1 text-sm font-medium backdrop-blur-md empty:hidden">
        {name}
      </p>
      <div className="absolute inset-x-0 bottom-4 flex items-center justify-center gap-3 sm:bottom-5">
        <MicrophoneButton look="glass" />
        <CameraButton look="glass" />
      </div>
      {heard && <LevelMeter className="absolute bottom-7.5 left-5 sm:bottom-8.5" />}
    </section>
  );
}
