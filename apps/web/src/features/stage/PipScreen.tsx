'use client';

import { type StreamId, streamIdOf } from '@convene/protocol';
import { PhoneOff, SquareArrowOutUpLeft } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { CameraButton, MicrophoneButton } from '../meeting/MediaButtons.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { PersonPicture } from './PersonPicture.tsx';
import { personTint } from './personTint.ts';
import { ScreenPicture } from './ScreenPicture.tsx';
import { TileLabel } from './TileLabel.tsx';
import type { StageView } from './useStage.ts';

type Props = { readonly view: StageView; readonly tile: StreamId | undefined };

/** The meeting in a small window: one tile, and what one needs to speak, to leave, and to come back. */
export function PipScreen({ view, tile }: Props) {
  const t = useTranslations();
  const session = useRoom();
  const { pip } = useInRoom();
  const leave = () => {
    pip.close();
    // The screen changes by the phase; a server that does not hear of it finds out by itself.
    session.leave().catch(() => undefined);
  };
  const back = () => {
    pip.close();
    window.focus();
  };
  return (
    <div className="fixed inset-0 flex flex-col bg-canvas text-ink">
      <div className="relative min-h-0 flex-1 p-2">
        {tile !== undefined && <PipTile view={view} tile={tile} />}
      </div>
      <div className="flex shrink-0 items-center justify-center gap-2.5 pb-2.5">
        <MicrophoneButton look="control" />
        <CameraButton look="control" />
        <IconButton
          label={t('stage.backToTab')}
          variant="control"
          icon={<SquareArrowOutUpLeft className="size-5" aria-hidden="true" />}
          onClick={back}
        />
        <IconButton
          label={t('meeting.leave')}
          variant="danger"
          icon={<PhoneOff className="size-5" aria-hidden="true" />}
          onClick={leave}
        />
      </div>
    </div>
  );
}

function PipTile({ view, tile }: { readonly view: StageView; readonly tile: StreamId }) {
  const t = useTranslations('meeting');
  const screen = view.screens.find(({ streamId }) => streamId === tile);
  const participant = useRoomState(({ participants }) =>
    participants.find(
      ({ participantId }) =>
        participantId === screen?.participantId || streamIdOf(participantId, 'camera') === tile,
    ),
  );
  const speaks = useRoomState(({ activeSpeaker }) => activeSpeaker === participant?.participantId);
  if (participant === undefined) return null;
  const { participantId, name } = participant;
  return (
    <div
      key={tile}
      data-speaking={speaks && screen === undefined}
      className="tile relative isolate size-full overflow-hidden rounded-tile @container-[size]"
      style={{ background: screen === undefined ? personTint(participantId) : 'black' }}
    >
      {screen === undefined ? (
        <PersonPicture participant={participant} isSelf={tile === view.self} />
      ) : (
        <ScreenPicture streamId={tile} />
      )}
      <TileLabel name={screen === undefined ? name : t('screenOf', { name })} />
    </div>
  );
}
