'use client';

import { type ParticipantInfo, streamIdOf } from '@convene/protocol';
import { MicOff } from 'lucide-react';
import { memo, useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { HandMark } from '../host/HandMark.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { PersonPicture } from './PersonPicture.tsx';
import { personTint } from './personTint.ts';
import { PinMark } from './PinMark.tsx';
import { TileFrame } from './TileFrame.tsx';
import { TileLabel } from './TileLabel.tsx';
import { NetworkMark } from '../why/NetworkMark.tsx';
import type { TileSubject } from './TileSubject.ts';

type Props = { readonly participant: ParticipantInfo; readonly isSelf: boolean };

/** One participant: their picture or their initials, their name, whether they are heard. */
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
  return (
    <TileFrame
      subject={subject}
      frame={tile}
      className="bg-tile"
      style={{ background: personTint(participantId) }}
    >
      <PersonPicture participant={participant} isSelf={isSelf} />
      <TileLabel name={isSelf ? t('common.nameWithYou', { name }) : name}>
        <PinMark streamId={subject.streamId} />
        {participant.muted && (
          <>
            <MicOff className="size-3.5 shrink-0" aria-hidden="true" />
            <span className="sr-only">{t('meeting.muted')}</span>
          </>
        )}
      </TileLabel>
      <HandMark participantId={participantId} />
      <NetworkMark participant={participant} isSelf={isSelf} place="tile" />
    </TileFrame>
  );
});
