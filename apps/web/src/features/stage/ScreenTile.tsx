'use client';

import type { StreamView } from '@convene/meeting-client';
import { MonitorUp } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { useTrack } from '../meeting/useTrack.ts';
import { PictureOff } from '../quality/PictureOff.tsx';
import { useChoiceAgainst } from '../quality/useChoiceAgainst.ts';
import { ShareVolumeControl } from '../share/ShareVolumeControl.tsx';
import { TileMenu } from './TileMenu.tsx';
import type { TileSubject } from './TileSubject.ts';

/** A screen that another participant shares, whole: nothing of it is cut off. */
export function ScreenTile({ stream }: { readonly stream: StreamView }) {
  const t = useTranslations('meeting');
  const { client, tiles } = useRoom();
  const { streamId, participantId } = stream;
  const name = useRoomState(
    (snapshot) => snapshot.participants.find((each) => each.participantId === participantId)?.name ?? '',
  );
  const video = useRef<HTMLVideoElement>(null);
  useTrack(video, client.track(streamId));

  useEffect(() => {
    if (video.current === null) return undefined;
    return tiles.watch(streamId, video.current);
  }, [tiles, streamId]);

  const isOff = useChoiceAgainst(streamId) !== undefined;
  const label = t('screenOf', { name });
  const subject = useMemo(
    (): TileSubject => ({ streamId, participantId, source: 'screen', name: label, isSelf: false }),
    [streamId, participantId, label],
  );
  return (
    <div
      // The tags with this role are parts of forms.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="group"
      aria-label={label}
      className="tile group/tile relative [container-type:size] size-full overflow-hidden rounded-tile border border-line bg-black"
    >
      <video
        ref={video}
        autoPlay
        playsInline
        muted
        className={cx('absolute inset-0 size-full object-contain', isOff && 'opacity-0')}
      />
      <PictureOff streamId={streamId} />
      <p className="absolute bottom-3 left-3 flex max-w-[calc(100%-5rem)] items-center gap-1.5 rounded-lg bg-black/55 px-2.5 py-1 text-[0.8125rem] leading-5 font-medium text-white backdrop-blur-md">
        <MonitorUp className="size-3.5 shrink-0" aria-hidden="true" />
        <span className="truncate">{label}</span>
      </p>
      <ShareVolumeControl participantId={participantId} name={name} />
      <TileMenu subject={subject} />
    </div>
  );
}
