import type {
  Crowd,
  Entered,
  Joined,
  NetworkQuality,
  ParticipantInfo,
  RoomState,
  StreamId,
  StreamInfo,
  ViewTile,
} from '@convene/protocol';
import { crowdSeen, wantedOf } from './layers.ts';
import type { MeetingTalk } from './MeetingTalk.ts';
import type { OutgoingStreams } from './OutgoingStreams.ts';
import type { PeerSession } from './PeerSession.ts';
import type { Roster } from './roster.ts';
import type { MeetingPhase, MeetingSnapshot, Recovery, SelfView, StreamView } from './snapshot.ts';

export type SnapshotParts = {
  readonly phase: MeetingPhase;
  readonly recovery: Recovery | undefined;
  readonly entered: Entered | undefined;
  readonly self: Joined['self'] | undefined;
  readonly session: PeerSession | undefined;
  readonly outgoing: OutgoingStreams;
  /** What is drawn of a stream. */
  readonly tileOf: (streamId: StreamId) => ViewTile | undefined;
  readonly talk: Pick<MeetingTalk, 'chat' | 'signals'>;
  readonly networkDown: NetworkQuality | undefined;
};

const NO_STATE: RoomState = { locked: false, waitingRoom: false, pinned: null, hands: {} };
const NOBODY: readonly ParticipantInfo[] = [];

/** Puts what the parts know into one object. What did not change keeps its identity, so that little is drawn again. */
export class SnapshotBuilder {
  readonly #withAwaited: (present: Roster['participants']) => Roster['participants'];
  #participants: readonly ParticipantInfo[] = NOBODY;
  #participantsOf: Roster['participants'] | undefined;
  #streams: ReadonlyMap<StreamId, StreamView> = new Map();
  #self: SelfView | undefined;
  #recovery: Recovery | undefined;
  #chat: MeetingSnapshot['chat'] = { entries: [], hasOlder: false, typing: [] };

  constructor(withAwaited: (present: Roster['participants']) => Roster['participants']) {
    this.#withAwaited = withAwaited;
  }

  build(parts: SnapshotParts): MeetingSnapshot {
    const { phase, entered, session, talk } = parts;
    const roster = session?.roster;
    const seated = this.#buildSelf(parts);
    const keepsDoor = seated?.role === 'host' || seated?.role === 'cohost';
    return {
      phase,
      recovery: this.#buildRecovery(parts),
      meeting: roster?.meeting ?? entered?.meeting,
      self: seated,
      participants: this.#buildParticipants(roster),
      streams: this.#buildStreams(parts),
      activeSpeaker: roster?.activeSpeaker ?? null,
      roomState: roster?.state ?? NO_STATE,
      door: keepsDoor ? roster?.door : undefined,
      chat: this.#buildChat(talk),
    };
  }

  #buildRecovery({ recovery }: SnapshotParts): Recovery | undefined {
    if (recovery === undefined || !sameFields(this.#recovery, recovery)) this.#recovery = recovery;
    return this.#recovery;
  }

  #buildSelf(parts: SnapshotParts): SelfView | undefined {
    const { self, session, outgoing } = parts;
    if (self === undefined) return (this.#self = undefined);
    const seated = session?.roster?.participants.get(self.participantId);
    const next: SelfView = {
      participantId: self.participantId,
      name: seated?.name ?? self.name,
      role: seated?.role ?? self.role,
      muted: outgoing.muted,
      cameraOff: outgoing.cameraOff,
      sharing: outgoing.share !== undefined,
      share: outgoing.share,
      networkDown: parts.networkDown,
    };
    return (this.#self = sameFields(this.#self, next) ? this.#self : next);
  }

  /** By the time they first joined; the id decides between equal ones, so that nobody changes places. */
  #buildParticipants(roster: Roster | undefined): readonly ParticipantInfo[] {
    if (roster === undefined) return NOBODY;
    const people = this.#withAwaited(roster.participants);
    if (this.#participantsOf !== people) {
      this.#participantsOf = people;
      this.#participants = [...people.values()].sort(
        (a, b) => a.joinedAt - b.joinedAt || (a.participantId < b.participantId ? -1 : 1),
      );
    }
    return this.#participants;
  }

  #buildStreams(parts: SnapshotParts): ReadonlyMap<StreamId, StreamView> {
    const next = new Map<StreamId, StreamView>();
    let changed = false;
    const others = [...(parts.session?.roster?.streams.values() ?? [])].filter(
      ({ participantId }) => participantId !== parts.self?.participantId,
    );
    const crowd = crowdSeen(others, parts.tileOf);
    for (const info of others) {
      const before = this.#streams.get(info.streamId);
      const view = streamViewOf(info, parts, crowd);
      const same = sameFields(before, view);
      changed ||= !same;
      next.set(info.streamId, same ? before : view);
    }
    if (changed || next.size !== this.#streams.size) this.#streams = next;
    return this.#streams;
  }

  #buildChat({ chat, signals }: SnapshotParts['talk']): MeetingSnapshot['chat'] {
    const next = { entries: chat.entries, hasOlder: chat.hasOlder, typing: signals.typing };
    if (!sameFields(this.#chat, next)) this.#chat = next;
    return this.#chat;
  }
}

function streamViewOf(info: StreamInfo, { session, tileOf }: SnapshotParts, crowd: Crowd): StreamView {
  const { streamId, participantId, source, kind, producerId, paused } = info;
  const shown = session?.media?.received.shown(streamId);
  const spatialLayers = shown?.spatialLayers ?? 1;
  return {
    streamId,
    participantId,
    source,
    kind,
    producerId,
    paused,
    consumerId: shown?.consumerId,
    trackId: shown?.track.id,
    heldBack: session?.roster?.heldBack.has(streamId) ?? false,
    layers: shown?.layers,
    spatialLayers,
    wantedLayer: wantedOf(tileOf(streamId), crowd, spatialLayers),
  };
}

/** Whether two flat objects of one type have the same values. */
function sameFields<T extends object>(before: T | undefined, after: T): before is T {
  if (before === undefined) return false;
  for (const key in after) {
    if (before[key] !== after[key]) return false;
  }
  return true;
}
