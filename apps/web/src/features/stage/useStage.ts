import type { StreamView } from '@convene/meeting-client';
import { type ParticipantInfo, type StreamId, streamIdOf } from '@convene/protocol';
import { useMemo, useState } from 'react';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { arrange, type Arrangement, NO_ARRANGEMENT } from './arrange.ts';
import type { Size } from './gridLayout.ts';
import { mountedTiles } from './mountedTiles.ts';
import type { StageChoice } from './StageChoices.ts';

export const tileOf = ({ participantId }: Pick<ParticipantInfo, 'participantId'>): StreamId =>
  streamIdOf(participantId, 'camera');

const screensOf = (streams: ReadonlyMap<StreamId, StreamView>) =>
  [...streams.values()].filter((stream) => stream.source === 'screen');

/** Who may be drawn, by what the person chose. */
function drawn(participants: readonly ParticipantInfo[], self: StreamId | undefined, choice: StageChoice) {
  return participants
    .filter((participant) => {
      const tile = tileOf(participant);
      if (choice.pins.includes(tile)) return true;
      if (tile === self) return choice.selfView === 'tile' || participants.length === 1;
      return !(choice.hidesWithoutVideo && participant.cameraOff);
    })
    .map(tileOf);
}

type Stage = {
  readonly arrangement: Arrangement;
  readonly people: readonly ParticipantInfo[];
  readonly screens: readonly StreamView[];
  readonly self: StreamId | undefined;
};

/** Who is on the stage, and where each of them stands in an area of this size. */
export function useStage(area: Size, page: number): Stage {
  const { stage } = useRoom();
  const choice = useStore(stage.choice);
  const participants = useRoomState((snapshot) => snapshot.participants);
  const streams = useRoomState((snapshot) => snapshot.streams);
  const selfId = useRoomState((snapshot) => snapshot.self?.participantId);
  const activeSpeaker = useRoomState((snapshot) => snapshot.activeSpeaker);
  const pinnedForAll = useRoomState((snapshot) => snapshot.roomState.pinned);
  const screens = useMemo(() => screensOf(streams), [streams]);
  const self = selfId && streamIdOf(selfId, 'camera');
  const [{ arrangement: before, mounted: mountedBefore }, setStage] = useState({
    arrangement: NO_ARRANGEMENT,
    mounted: [] as readonly StreamId[],
  });

  const arrangement = arrange(before, {
    area,
    people: drawn(participants, self, choice),
    self,
    screens: screens.map(({ streamId }) => streamId),
    speaker: activeSpeaker === null ? undefined : streamIdOf(activeSpeaker, 'camera'),
    mode: choice.mode,
    pins: choice.pins,
    pinnedForAll,
    chosenScreen: choice.screen,
    solo: undefined,
    page,
  });
  const wanted = new Set(arrangement.tiles.keys());
  const mounted = mountedTiles(mountedBefore, participants.map(tileOf), wanted);
  // Where everybody stands follows from where they stood: kept while it is drawn, as React allows.
  if (arrangement !== before || mounted !== mountedBefore) setStage({ arrangement, mounted });

  const people = useMemo(() => {
    const byTile = new Map(participants.map((participant) => [tileOf(participant), participant]));
    return mounted.flatMap((tile) => byTile.get(tile) ?? []);
  }, [participants, mounted]);
  return { arrangement, people, screens, self };
}
