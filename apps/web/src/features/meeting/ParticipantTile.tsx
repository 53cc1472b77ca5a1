'use client';

import { type ParticipantInfo, streamIdOf } from '@convene/protocol';
import { MicOff } from 'lucide-react';
import { type CSSProperties, memo, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../ui/Avatar.tsx';
import { hueOf } from '../../ui/avatar.ts';
import { cx } from '../../ui/cx.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import { useRoom } from './roomContext.ts';
import { useLocalMedia, useRoomState } from './useRoomState.ts';
import { useTrack } from './useTrack.ts';

type Props = { readonly participant: ParticipantInfo; readonly isSelf: boolean };

/** One participant in the grid: their picture or their initials, their name, whether they are heard. */
export const ParticipantTile = memo(function ParticipantTile({ participant, isSelf }: Props) {
  const t = useTranslations();
  const { rings } = useRoom();
  const tile = useRef<HTMLDivElement>(null);
  const { participantId, name } = participant;

  useEffect(() => {
    if (tile.current === null) return undefined;
    return rings.watch(participantId, tile.current);
  }, [rings, participantId]);

  const tint: CSSProperties = {
    background: `linear-gradient(150deg, color-mix(in oklab, oklch(0.6 0.15 ${hueOf(participantId)}) 26%, var(--color-tile)), color-mix(in oklab, oklch(0.5 0.15 ${hueOf(participantId)}) 10%, var(--color-tile)))`,
  };
  return (
    <div
      ref={tile}
      role="group"
      aria-label={name}
      data-participant-id={participantId}
      style={tint}
      className="tile @container relative isolate size-full overflow-hidden rounded-tile"
    >
      <Avatar
        id={participantId}
        name={name}
        className="absolute top-1/2 left-1/2 w-[clamp(2.5rem,24cqmin,8rem)] -translate-1/2 text-[clamp(1rem,9cqmin,3rem)]"
      />
      {isSelf ? <SelfVideo /> : <RemoteVideo participant={participant} />}
      {participant.connection === 'reconnecting' && (
        <div className="absolute inset-0 grid place-items-center bg-black/60 text-sm font-medium text-white backdrop-blur-sm">
          <span className="flex items-center gap-2">
            <Spinner />
            {t('meeting.reconnectingTile')}
          </span>
        </div>
      )}
      <p className="absolute bottom-2 left-2 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-lg bg-black/55 px-2 py-1 text-[0.8125rem] leading-5 font-medium text-white backdrop-blur-md @min-[20rem]:bottom-3 @min-[20rem]:left-3 @min-[20rem]:px-2.5">
        {participant.muted && (
          <>
            <MicOff className="size-3.5 shrink-0" aria-hidden="true" />
            <span className="sr-only">{t('meeting.muted')}</span>
          </>
        )}
        <span className="truncate">{isSelf ? t('common.nameWithYou', { name }) : name}</span>
      </p>
    </div>
  );
});

const videoClass = 'absolute inset-0 size-full object-cover transition-opacity duration-300';

function SelfVideo() {
  const { media } = useRoom();
  const on = useLocalMedia((snapshot) => snapshot.camera.state === 'on');
  const trackId = useLocalMedia(() => media.cameraTrack?.id);
  const video = useRef<HTMLVideoElement>(null);
  useTrack(video, media.cameraTrack, trackId);
  return (
    <video
      ref={video}
      autoPlay
      playsInline
      muted
      className={cx(videoClass, '-scale-x-100', !on && 'opacity-0')}
    />
  );
}

function RemoteVideo({ participant }: { readonly participant: ParticipantInfo }) {
  const { client, tiles } = useRoom();
  const streamId = streamIdOf(participant.participantId, 'camera');
  const stream = useRoomState((snapshot) => snapshot.streams.get(streamId));
  const video = useRef<HTMLVideoElement>(null);
  const exists = stream !== undefined;
  useTrack(video, client.track(streamId), stream?.trackId);

  useEffect(() => {
    if (video.current === null || !exists) return undefined;
    return tiles.watch(streamId, video.current);
  }, [tiles, streamId, exists]);

  const shown = stream?.trackId !== undefined && !stream.paused && !participant.cameraOff;
  return (
    <video ref={video} autoPlay playsInline muted className={cx(videoClass, !shown && 'opacity-0')} />
  );
}
