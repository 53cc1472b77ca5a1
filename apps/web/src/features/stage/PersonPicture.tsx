'use client';

import { type ParticipantInfo, streamIdOf } from '@convene/protocol';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../ui/Avatar.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { RemoteVideo } from './RemoteVideo.tsx';
import { SelfVideo } from './SelfVideo.tsx';

type Props = { readonly participant: ParticipantInfo; readonly isSelf: boolean };

/** A person as they are seen: by their camera, else by their initials; and that they are on their way back. */
export function PersonPicture({ participant, isSelf }: Props) {
  const t = useTranslations('meeting');
  const { stage } = useInRoom();
  const { participantId, name } = participant;
  const fit = useStore(stage.choice).fits.get(streamIdOf(participantId, 'camera'));
  return (
    <>
      <Avatar
        id={participantId}
        name={name}
        className="absolute top-1/2 left-1/2 w-[clamp(2.25rem,36cqmin,10rem)] -translate-1/2 text-[clamp(0.875rem,13cqmin,3.75rem)]"
      />
      {isSelf ? <SelfVideo fit={fit} /> : <RemoteVideo participant={participant} fit={fit} />}
      {participant.connection === 'reconnecting' && (
        <div className="absolute inset-0 grid animate-fade place-items-center bg-black/45 text-white">
          <span className="flex items-center gap-2 rounded-full bg-black/60 p-2 text-[0.8125rem] font-medium @min-[10rem]:px-3">
            <Spinner />
            <span className="sr-only @min-[10rem]:not-sr-only">{t('reconnectingTile')}</span>
          </span>
        </div>
      )}
    </>
  );
}
