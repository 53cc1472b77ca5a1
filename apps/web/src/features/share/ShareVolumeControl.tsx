'use client';

import { type ParticipantId, streamIdOf } from '@convene/protocol';
import { Volume2, VolumeX } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';

type Props = { readonly participantId: ParticipantId; readonly name: string };

/** How loud a shared screen is for this person, on its tile; nothing where it has no sound. */
export function ShareVolumeControl({ participantId, name }: Props) {
  const t = useTranslations('share');
  const { shareVolumes } = useInRoom();
  useStore(shareVolumes.volumes);
  const hasSound = useRoomState((snapshot) => snapshot.streams.has(streamIdOf(participantId, 'screenAudio')));
  if (!hasSound) return null;
  const { level, muted } = shareVolumes.of(participantId);
  return (
    <div className="absolute right-2.5 bottom-2.5 flex items-center rounded-full bg-black/55 @max-[13.5rem]:right-1.5 @max-[13.5rem]:bottom-1.5 text-white backdrop-blur-md">
      <IconButton
        label={muted ? t('unmuteSound', { name }) : t('muteSound', { name })}
        variant="plain"
        className="rounded-full text-white! hover:bg-white/15! @max-[13.5rem]:size-8"
        icon={
          muted ? (
            <VolumeX className="size-4.5" aria-hidden="true" />
          ) : (
            <Volume2 className="size-4.5" aria-hidden="true" />
          )
        }
        onClick={() => shareVolumes.toggleMuted(participantId)}
      />
      <Slider
        glass
        label={t('volumeOf', { name })}
        value={muted ? 0 : level}
        onChange={(next) => shareVolumes.setLevel(participantId, next)}
        className="mr-3.5 ml-1 hidden w-24 @min-[24rem]:flex"
      />
    </div>
  );
}
