'use client';

import type { StreamView } from '@convene/meeting-client';
import { type ParticipantInfo, streamIdOf } from '@convene/protocol';
import { MicOff } from 'lucide-react';
import { type CSSProperties, memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../ui/Avatar.tsx';
import { hueOf } from '../../ui/avatar.ts';
import { cx } from '../../ui/cx.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import { HandMark } from '../host/HandMark.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia, useRoomState } from '../meeting/useRoomState.ts';
import { useTrack } from '../meeting/useTrack.ts';
import { PictureOff } from '../quality/PictureOff.tsx';
import { useChoiceAgainst } from '../quality/useChoiceAgainst.ts';
import { TileMenu } from './TileMenu.tsx';
import type { TileSubject } from './TileSubject.ts';

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

  const subject = useMemo(
    (): TileSubject => ({
      streamId: streamIdOf(participantId, 'camera'),
      participantId,
      source: 'camera',
      name,
      isSelf,
    }),
    [participantId, name, isSelf],
  );
  const hue = hueOf(participantId);
  const tint: CSSProperties = {
    background: `linear-gradient(150deg, light-dark(oklch(0.9 0.05 ${hue}), oklch(0.31 0.06 ${hue})), light-dark(oklch(0.84 0.06 ${hue + 25}), oklch(0.22 0.04 ${hue + 25})))`,
  };
  return (
    <div
      ref={tile}
      // The tags with this role are parts of forms.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="group"
      aria-label={name}
      data-participant-id={participantId}
      style={tint}
      className="tile group/tile relative [container-type:size] bg-tile isolate size-full overflow-hidden rounded-tile"
    >
      <Avatar
        id={participantId}
        name={name}
        className="absolute top-1/2 left-1/2 w-[clamp(2.25rem,36cqmin,10rem)] -translate-1/2 text-[clamp(0.875rem,13cqmin,3.75rem)]"
      />
      {isSelf ? <SelfVideo /> : <RemoteVideo participant={participant} />}
      {participant.connection === 'reconnecting' && (
        <div className="absolute inset-0 grid animate-fade place-items-center bg-black/45 text-white">
          <span className="flex items-center gap-2 rounded-full bg-black/60 p-2 text-[0.8125rem] font-medium @min-[10rem]:px-3">
            <Spinner />
            <span className="sr-only @min-[10rem]:not-sr-only">{t('meeting.reconnectingTile')}</span>
          </span>
        </div>
      )}
      <p className="absolute bottom-2 left-2 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-lg bg-black/55 px-2 py-1 text-[0.8125rem] leading-5 font-medium text-white backdrop-blur-md @min-[20rem]:bottom-3 @min-[20rem]:left-3 @min-[20rem]:max-w-[calc(100%-1.5rem)] @min-[20rem]:px-2.5">
        {participant.muted && (
          <>
            <MicOff className="size-3.5 shrink-0" aria-hidden="true" />
            <span className="sr-only">{t('meeting.muted')}</span>
          </>
        )}
        <span className="truncate">{isSelf ? t('common.nameWithYou', { name }) : name}</span>
      </p>
      <HandMark participantId={participantId} />
      <TileMenu subject={subject} />
    </div>
  );
});

const videoClass = 'absolute inset-0 size-full object-cover transition-opacity duration-300';

function SelfVideo() {
  const { media } = useRoom();
  const on = useLocalMedia((snapshot) => snapshot.camera.state === 'on');
  const track = useLocalMedia(() => media.cameraTrack);
  const video = useRef<HTMLVideoElement>(null);
  useTrack(video, track);
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

/**
 * Whether there is a picture to show. While a camera is on and nothing comes of it, its person, or this client, is being
 * brought back: the last picture stays until the next one.
 */
function useHasPicture({ cameraOff }: ParticipantInfo, stream: StreamView | undefined): boolean {
  const [had, setHad] = useState(false);
  const isOn = !cameraOff && stream?.paused !== true && stream?.heldBack !== true;
  const has = isOn && (had || stream?.trackId !== undefined);
  if (has !== had) setHad(has);
  return has;
}

function RemoteVideo({ participant }: { readonly participant: ParticipantInfo }) {
  const t = useTranslations();
  const { client, tiles } = useRoom();
  const streamId = streamIdOf(participant.participantId, 'camera');
  const stream = useRoomState((snapshot) => snapshot.streams.get(streamId));
  const video = useRef<HTMLVideoElement>(null);
  const exists = stream !== undefined;
  useTrack(video, client.track(streamId));

  useEffect(() => {
    if (video.current === null || !exists) return undefined;
    return tiles.watch(streamId, video.current);
  }, [tiles, streamId, exists]);

  const hasPicture = useHasPicture(participant, stream);
  const shown = useChoiceAgainst(streamId) === undefined && hasPicture;
  return (
    <>
      <video
        ref={video}
        autoPlay
        playsInline
        muted
        className={cx(
          videoClass,
          participant.connection === 'reconnecting' && 'saturate-50',
          !shown && 'opacity-0',
        )}
      />
      <PictureOff streamId={streamId} />
      {stream?.heldBack === true && !participant.cameraOff && (
        <p className="absolute inset-x-2 top-2 text-center text-xs text-pretty">{t('meeting.heldBack')}</p>
      )}
    </>
  );
}
