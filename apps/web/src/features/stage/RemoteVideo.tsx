'use client';

import type { StreamView } from '@convene/meeting-client';
import { type ParticipantInfo, streamIdOf } from '@convene/protocol';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { useTrack } from '../meeting/useTrack.ts';
import { PictureOff } from '../quality/PictureOff.tsx';
import { useChoiceAgainst } from '../quality/useChoiceAgainst.ts';
import { noteShape, pictureClass } from './pictureShape.ts';
import type { PictureFit } from './StageChoices.ts';
import { useWatchedTile } from './useWatchedTile.ts';

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

type Props = { readonly participant: ParticipantInfo; readonly fit: PictureFit | undefined };

/** The camera of somebody else. */
export function RemoteVideo({ participant, fit }: Props) {
  const t = useTranslations();
  const { client } = useRoom();
  const streamId = streamIdOf(participant.participantId, 'camera');
  const stream = useRoomState((snapshot) => snapshot.streams.get(streamId));
  const video = useRef<HTMLVideoElement>(null);
  useTrack(video, client.track(streamId));
  useWatchedTile(video, stream?.streamId);

  const hasPicture = useHasPicture(participant, stream);
  const shown = useChoiceAgainst(streamId) === undefined && hasPicture;
  return (
    <>
      <video
        ref={video}
        autoPlay
        playsInline
        muted
        data-fit={fit}
        onResize={noteShape}
        className={cx(
          pictureClass,
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
