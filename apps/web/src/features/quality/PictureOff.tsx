'use client';

import type { StreamId } from '@convene/protocol';
import { EyeOff, Headphones } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { useChoiceAgainst } from './useChoiceAgainst.ts';

/** Says in a tile that its picture is off because this person wanted it so, and turns it on again. */
export function PictureOff({ streamId }: { readonly streamId: StreamId }) {
  const t = useTranslations('quality');
  const { choices } = useRoom();
  const against = useChoiceAgainst(streamId);
  const isSent = useRoomState((snapshot) => snapshot.streams.get(streamId)?.paused === false);
  if (against === undefined || !isSent) return null;
  const isAudioOnly = against === 'audioOnly';
  const Icon = isAudioOnly ? Headphones : EyeOff;
  return (
    <div className="absolute inset-x-2 top-2 flex animate-fade justify-center @min-[20rem]:top-3">
      <span className="flex max-w-full items-center gap-2 rounded-full bg-black/60 py-1 pr-1 pl-2.5 text-[0.8125rem] font-medium text-white">
        <Icon className="size-3.5 shrink-0" aria-hidden="true" />
        <span className="sr-only truncate @min-[17rem]:not-sr-only">
          {isAudioOnly ? t('audioOnly') : t('pictureOff')}
        </span>
        <button
          type="button"
          onClick={() => choices.showAgain(streamId)}
          className="truncate rounded-full bg-white/20 px-2.5 py-0.5 transition-colors hover:bg-white/30"
        >
          {isAudioOnly ? t('showPictures') : t('showPicture')}
        </button>
      </span>
    </div>
  );
}
