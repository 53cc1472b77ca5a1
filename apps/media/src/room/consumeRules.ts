import { LOUDEST_MICROPHONES, MOST_OPEN_MICROPHONES } from '@convene/placement';
import {
  type Crowd,
  crowdOf,
  FEW_PICTURES,
  type MediaKind,
  type ParticipantId,
  type ProducerId,
  type Role,
  type Source,
  type StreamId,
} from '@convene/protocol';
import type { Stream } from './Stream.ts';
import type { TileView } from './TileView.ts';

/** A stream as the rules see it. */
export type RuledStream = {
  readonly streamId: StreamId;
  readonly participantId: ParticipantId;
  readonly source: Source;
  readonly kind: MediaKind;
  readonly paused: boolean;
};

export type Receiver = {
  readonly participantId: ParticipantId;
  readonly role: Role;
  readonly isVisible: (streamId: StreamId) => boolean;
  /** The loudest first; whoever is not in it has not been heard lately. */
  readonly loudest: readonly ParticipantId[];
};

/** What a receiver is to have, of all that is sent in the room. */
export type Selection = {
  readonly selected: ReadonlySet<StreamId>;
  /** Each stream by its newest producer. */
  readonly streams: readonly Stream[];
  /** Also one that a newer one supersedes, which flows until it ends. */
  readonly isSent: (producerId: ProducerId) => boolean;
};

/** Who waits to be let in receives nothing (DESIGN §7); asked before each consumer is made (004-98). */
const mayReceive = (role: Role): boolean => role !== 'waiting';

/**
 * The streams that flow to a receiver now: video of tiles in view, and microphones within the limit. For the others
 * no consumer is made, and one that is there is paused.
 */
export function selectStreams(streams: readonly RuledStream[], receiver: Receiver): Set<StreamId> {
  const selected = new Set<StreamId>();
  if (!mayReceive(receiver.role)) return selected;
  const others = streams.filter((stream) => stream.participantId !== receiver.participantId);
  for (const { streamId, source, kind } of others) {
    if (kind === 'video' ? receiver.isVisible(streamId) : source === 'screenAudio') selected.add(streamId);
  }
  for (const streamId of selectMicrophones(others, receiver.loudest)) selected.add(streamId);
  return selected;
}

/** All open microphones up to the limit, else the loudest; muted ones fill what is left, to be heard at once. */
function selectMicrophones(streams: readonly RuledStream[], loudest: readonly ParticipantId[]): StreamId[] {
  const microphones = streams.filter((stream) => stream.source === 'microphone');
  const open = microphones.filter((stream) => !stream.paused);
  if (open.length <= MOST_OPEN_MICROPHONES) {
    const muted = microphones.filter((stream) => stream.paused);
    return [...open, ...muted].slice(0, MOST_OPEN_MICROPHONES).map((stream) => stream.streamId);
  }
  const rank = (stream: RuledStream) => {
    const place = loudest.indexOf(stream.participantId);
    return place === -1 ? loudest.length : place;
  };
  return [...open]
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, LOUDEST_MICROPHONES)
    .map((stream) => stream.streamId);
}

type SeenStream = { readonly streamId: StreamId; readonly info: Pick<RuledStream, 'kind' | 'paused'> };

/** The pictures that are selected and in view: among how many each of them stands. */
export function crowdInView(
  {
    selected,
    streams,
  }: { readonly selected: ReadonlySet<StreamId>; readonly streams: readonly SeenStream[] },
  view: Pick<TileView, 'tile'>,
): Crowd {
  const inView = streams.filter(
    ({ streamId, info }) => info.kind === 'video' && !info.paused && selected.has(streamId),
  );
  return crowdOf(inView.map(({ streamId }) => view.tile(streamId)));
}

/** Above the limit of open microphones, who is heard depends on who speaks. */
export function microphonesAreMany(streams: readonly Pick<RuledStream, 'source'>[]): boolean {
  return streams.filter(({ source }) => source === 'microphone').length > MOST_OPEN_MICROPHONES;
}

/** Among many pictures, what comes of each depends on how many there are. */
export function picturesAreMany(streams: readonly Pick<RuledStream, 'kind'>[]): boolean {
  return streams.filter(({ kind }) => kind === 'video').length > FEW_PICTURES;
}
