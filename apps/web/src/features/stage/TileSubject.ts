import type { ParticipantId, Source, StreamId } from '@convene/protocol';

/** What a tile shows: a person (by their camera's stream, on or off), or the screen of one. */
export type TileSubject = {
  readonly streamId: StreamId;
  readonly participantId: ParticipantId;
  readonly source: Extract<Source, 'camera' | 'screen'>;
  /** As the tile is named on the screen. */
  readonly name: string;
  readonly isSelf: boolean;
};
