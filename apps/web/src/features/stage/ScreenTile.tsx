'use client';

import type { StreamView } from '@convene/meeting-client';
import { Expand, MonitorUp } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomState } from '../meeting/useRoomState.ts';
import { ShareVolumeControl } from '../share/ShareVolumeControl.tsx';
import { PinMark } from './PinMark.tsx';
import { ScreenPicture } from './ScreenPicture.tsx';
import { TileFrame } from './TileFrame.tsx';
import { TileLabel } from './TileLabel.tsx';
import type { TileSubject } from './TileSubject.ts';

type Props = {
  readonly stream: StreamView;
  /** Another one is large, and this one may take its place. */
  readonly onEnlarge: (() => void) | undefined;
};

/** A screen that another participant shares. */
export function ScreenTile({ stream, onEnlarge }: Props) {
  const t = useTranslations();
  const { streamId, participantId } = stream;
  const name = useRoomState(
    (snapshot) => snapshot.participants.find((each) => each.participantId === participantId)?.name ?? '',
  );
  const label = t('meeting.screenOf', { name });
  const subject = useMemo(
    (): TileSubject => ({ streamId, participantId, source: 'screen', name: label, isSelf: false }),
    [streamId, participantId, label],
  );
  return (
    <TileFrame subject={subject} className="border border-line bg-sunken">
      <ScreenPicture streamId={streamId} />
      {onEnlarge !== undefined && (
        <button
          type="button"
          className="absolute inset-0 grid place-items-center bg-black/45 @max-[13.5rem]:pb-6 text-white opacity-0 transition-opacity group-hover/tile:opacity-100 focus-visible:opacity-100 pointer-coarse:bg-transparent pointer-coarse:opacity-100"
          onClick={onEnlarge}
        >
          <span className="flex items-center gap-2 rounded-full bg-black/60 p-2 text-[0.8125rem] font-medium @min-[13.5rem]:px-3.5 @min-[13.5rem]:py-2">
            <Expand className="size-4" aria-hidden="true" />
            <span className="sr-only @min-[13.5rem]:not-sr-only">{t('stage.showLarge')}</span>
          </span>
        </button>
      )}
      <TileLabel name={label}>
        <PinMark streamId={streamId} />
        <MonitorUp className="size-3.5 shrink-0" aria-hidden="true" />
      </TileLabel>
      <ShareVolumeControl participantId={participantId} name={name} />
    </TileFrame>
  );
}
