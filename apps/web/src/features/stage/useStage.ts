import type { StreamView } from '@convene/meeting-client';
import { type ParticipantInfo, type StreamId, streamIdOf } from '@convene/protocol';
import { useEffect, useMemo, useState } from 'react';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { arrange, type Arrangement, NO_ARRANGEMENT, type StageInput } from './arrange.ts';
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
      if (choice.pins.includes(tile) || choice.solo === tile) return true;
      if (tile === self) return choice.selfView === 'tile' || participants.length === 1;
      return !(choice.hidesWithoutVideo && participant.cameraOff);
    })
    .map(tileOf);
}

/** Who is on the stage, and where each of them stands. */
export type StageView = {
  readonly area: Size;
  readonly arrangement: Arrangement;
  /** Those with a tile, in an order that does not change while they have it. */
  readonly people: readonly ParticipantInfo[];
  readonly screens: readonly StreamView[];
  readonly self: StreamId | undefined;
  /** How many others are hidden for want of a picture. */
  readonly hidden: number;
  readonly isAnyPinned: boolean;
  readonly solo: StreamId | undefined;
};

/** The stage in an area of this size. */
export function useStage(area: Size): StageView {
  const { stage } = useInRoom();
  const choice = useStore(stage.choice);
  const participants = useRoomState((snapshot) => snapshot.participants);
  const streams = useRoomState((snapshot) => snapshot.streams);
  const selfId = useRoomState((snapshot) => snapshot.self?.participantId);
  const activeSpeaker = useRoomState((snapshot) => snapshot.activeSpeaker);
  const pinnedForAll = useRoomState((snapshot) => snapshot.roomState.pinned);
  const screens = useMemo(() => screensOf(streams), [streams]);
  const self = selfId && streamIdOf(selfId, 'camera');
  const shown = drawn(participants, self, choice);
  const screenIds = screens.map(({ streamId }) => streamId);
  const isThere = (tile: StreamId) => shown.includes(tile) || screenIds.includes(tile);
  const solo = choice.solo !== undefined && isThere(choice.solo) ? choice.solo : undefined;

  const { arrangement, mounted } = useArrangement(participants, {
    area,
    people: shown,
    self,
    floatsIn: choice.selfView === 'floating' && participants.length > 1 ? choice.corner : undefined,
    screens: screenIds,
    speaker: activeSpeaker === null ? undefined : streamIdOf(activeSpeaker, 'camera'),
    mode: choice.mode,
    pins: choice.pins,
    pinnedForAll,
    chosenScreen: choice.screen,
    solo,
    page: choice.page,
  });

  useEffect(() => {
    // Fewer pages than there were: the next turn begins where the person looks.
    if (arrangement.page !== choice.page) stage.setPage(arrangement.page);
  }, [stage, arrangement.page, choice.page]);
  const people = useMemo(() => {
    const byTile = new Map(participants.map((participant) => [tileOf(participant), participant]));
    return mounted.flatMap((tile) => byTile.get(tile) ?? []);
  }, [participants, mounted]);
  const hidden = participants.filter(
    (each) => tileOf(each) !== self && each.cameraOff && !shown.includes(tileOf(each)),
  ).length;
  const isAnyPinned = choice.pins.some(isThere) || (pinnedForAll !== null && isThere(pinnedForAll));
  return { area, arrangement, people, screens, self, hidden, isAnyPinned, solo };
}

/** Where everybody stands follows from where they stood: both are kept while the stage is drawn, as React allows. */
function useArrangement(participants: readonly ParticipantInfo[], input: StageInput) {
  const [before, setBefore] = useState({
    arrangement: NO_ARRANGEMENT,
    mounted: [] as readonly StreamId[],
  });
  const arrangement = arrange(before.arrangement, input);
  const wanted = new Set(arrangement.tiles.keys());
  const mounted = mountedTiles(before.mounted, participants.map(tileOf), wanted);
  if (arrangement === before.arrangement && mounted === before.mounted) return before;
  const now = { arrangement, mounted };
  setBefore(now);
  return now;
}
