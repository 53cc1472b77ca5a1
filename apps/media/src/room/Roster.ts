import {
  assertNever,
  type ParticipantId,
  type ParticipantInfo,
  type PeerCloseReason,
  type PeerId,
  type ProducerId,
  type RoomEvent,
  type SeatEpoch,
  type StreamId,
  type StreamInfo,
} from '@convene/protocol';
import {
  currentPeople,
  type PersonChange,
  personChanges,
  type StreamChange,
  streamChanges,
} from './changes.ts';
import { Lingering } from './Lingering.ts';
import type { RemoteParts } from './RemoteParts.ts';
import type { Member } from './roomTypes.ts';
import type { LocalStream, Stream } from './Stream.ts';

export type RosterOptions = {
  /** Who sits here. */
  readonly members: () => readonly Member[];
  /** Peers here whom a move has superseded, the oldest first. */
  readonly leaving: () => readonly Member[];
  readonly remote: RemoteParts;
  /** To everybody who sits here, but for one. */
  readonly broadcast: (event: RoomEvent, except?: ParticipantId) => void;
  /** Somebody sits nowhere any more. */
  readonly onLeft: (participantId: ParticipantId, reason: PeerCloseReason) => void;
  /** Streams came or went, or some were paused or resumed and nothing else. */
  readonly onStreams: (change: 'any' | 'pausedOnly') => void;
  /** How long a stream that ended with its person's media is told after they are back. */
  readonly lingerMs: number;
  /** Calls `update` after this time. */
  readonly updateLater: (ms: number) => void;
};

/**
 * Everybody in the meeting and what they send, on whatever server. It compares what is with what its people were told,
 * and tells them the difference: so each thing is told once, however often, late or disordered the news of it comes.
 */
export class Roster {
  readonly #options: RosterOptions;
  #people: ReadonlyMap<ParticipantId, ParticipantInfo> = new Map();
  /** Of each seat that was ever heard of: news of a lower epoch is old, and says nothing any more. */
  readonly #epochs = new Map<ParticipantId, SeatEpoch>();
  /** Seats of which it is known that another server has given them away, and which it has not told of yet. */
  readonly #expected = new Map<ParticipantId, SeatEpoch>();
  /** All producers. */
  #sent: ReadonlyMap<ProducerId, StreamInfo> = new Map();
  readonly #lingering: Lingering;
  #newest: readonly Stream[] = [];
  #infos: readonly StreamInfo[] = [];

  constructor(options: RosterOptions) {
    this.#options = options;
    this.#lingering = new Lingering(options);
  }

  get participants(): readonly ParticipantInfo[] {
    return [...this.#people.values()];
  }

  has(participantId: ParticipantId): boolean {
    return this.#people.has(participantId);
  }

  /** Whether all were told that this is the peer that sits in the seat. */
  isCurrent(peerId: PeerId, participantId: ParticipantId): boolean {
    return this.#people.get(participantId)?.peerId === peerId;
  }

  /** The highest epoch of a seat of which anybody has told. */
  seatEpochOf(participantId: ParticipantId): SeatEpoch {
    return this.#epochs.get(participantId) ?? 0;
  }

  /**
   * The seat was taken, on another server or, as the database says, here. Its former peer's end may be heard before that
   * server's word of the new one, or before the answer to the join: until then the person is told of as they were, so that no tile goes and comes. Answers whether there is one to wait for.
   */
  expect(participantId: ParticipantId, seatEpoch: SeatEpoch): boolean {
    const told = this.#people.get(participantId);
    if (told === undefined || told.seatEpoch >= seatEpoch) return false;
    this.#expected.set(participantId, seatEpoch);
    return true;
  }

  /** That word has not come in time. */
  stopExpecting(participantId: ParticipantId, seatEpoch: SeatEpoch): void {
    if (this.#expected.get(participantId) === seatEpoch) this.#expected.delete(participantId);
  }

  /** Each stream by its newest producer. */
  get streams(): readonly Stream[] {
    return this.#newest;
  }

  /** What is sent here, each producer of it. */
  get localStreams(): readonly LocalStream[] {
    return [...this.#options.leaving(), ...this.#options.members()].flatMap(
      ({ peer }) => peer.session?.producers.streams ?? [],
    );
  }

  /** The same as all were told of them. */
  get infos(): readonly StreamInfo[] {
    return this.#infos;
  }

  /** Whether the producer is sent by anybody: also one that a newer one supersedes. */
  isSent(producerId: ProducerId): boolean {
    return this.#sent.has(producerId);
  }

  /** Whether all were told of the stream and not of its end: it may be about to be sent again. */
  tells(streamId: StreamId): boolean {
    const isOf = (info: StreamInfo) => info.streamId === streamId;
    return [...this.#sent.values(), ...this.#lingering.streams].some(isOf);
  }

  /** Something may have changed. `ended`: a peer of this server has, for this reason. */
  update(ended?: { readonly peerId: PeerId; readonly reason: PeerCloseReason }): void {
    const people = this.#peopleNow();
    const changedPeople = personChanges(this.#people, people);
    this.#people = people;
    const streams = [...this.localStreams, ...this.#options.remote.streams].map((stream) => ({
      stream,
      info: stream.info,
    }));
    const sent = new Map(streams.map(({ info }) => [info.producerId, info]));
    const changes = streamChanges(this.#sent, sent);
    this.#sent = sent;
    const newest = newestOf(streams);
    this.#newest = newest.map(({ stream }) => stream);
    this.#infos = newest.map(({ info }) => info);
    // Whoever comes is told of before what they send, and whoever goes after it.
    const [gone, others] = partition(changedPeople, ({ type }) => type === 'left');
    for (const change of others) this.#tellPerson(change, 'left');
    for (const change of this.#lingering.hold(changes, people)) this.#tellStream(change);
    for (const change of gone) {
      const { peerId, connection } = change.participant;
      this.#tellPerson(change, ended?.peerId === peerId ? ended.reason : this.#unheard(peerId, connection));
    }
    if (changes.length === 0) return;
    const pausedOnly = changes.every(({ type }) => type === 'paused' || type === 'resumed');
    this.#options.onStreams(pausedOnly ? 'pausedOnly' : 'any');
  }

  /** Why somebody went who sat elsewhere: nobody there has said it. */
  #unheard(peerId: PeerId, connection: ParticipantInfo['connection']): PeerCloseReason {
    if (this.#options.remote.isLost(peerId)) return 'serverLost';
    return connection === 'reconnecting' ? 'socketLost' : 'left';
  }

  #peopleNow(): ReadonlyMap<ParticipantId, ParticipantInfo> {
    const { members, leaving, remote } = this.#options;
    const here = members().map(({ seat }) => seat.info);
    // One that moves to another server is still told as it was, until that server's word of it has come.
    const moving = leaving().flatMap(({ seat: { info } }) =>
      this.#people.get(info.participantId)?.peerId === info.peerId ? [info] : [],
    );
    const expected = [...this.#people.values()].filter(({ participantId }) =>
      this.#expected.has(participantId),
    );
    const people = currentPeople(
      [...here, ...remote.participants, ...moving, ...expected].filter(
        ({ participantId, seatEpoch }) => seatEpoch >= this.seatEpochOf(participantId),
      ),
    );
    for (const { participantId, seatEpoch } of people.values()) {
      this.#epochs.set(participantId, seatEpoch);
      if (seatEpoch >= (this.#expected.get(participantId) ?? Infinity)) this.#expected.delete(participantId);
    }
    return people;
  }

  #tellPerson({ type, participant }: PersonChange, reason: PeerCloseReason): void {
    const { broadcast, onLeft } = this.#options;
    const { participantId, peerId } = participant;
    switch (type) {
      case 'came': {
        broadcast({ type: 'newPeer', peerId, participant }, participantId);
        return;
      }
      case 'updated': {
        broadcast({ type: 'participantUpdated', participant });
        return;
      }
      case 'left': {
        broadcast({ type: 'peerClosed', peerId, participantId, reason });
        onLeft(participantId, reason);
        return;
      }
      default: {
        assertNever(type);
      }
    }
  }

  /** Nobody is told of what they send themselves. */
  #tellStream({ type, stream }: StreamChange<StreamInfo>): void {
    const { broadcast } = this.#options;
    const { producerId, streamId, participantId } = stream;
    switch (type) {
      case 'added': {
        broadcast({ type: 'newProducer', stream }, participantId);
        return;
      }
      case 'paused':
      case 'resumed': {
        const event = type === 'paused' ? 'producerPaused' : 'producerResumed';
        broadcast({ type: event, producerId, streamId }, participantId);
        return;
      }
      case 'removed': {
        broadcast({ type: 'producerClosed', producerId, streamId }, participantId);
        return;
      }
      default: {
        assertNever(type);
      }
    }
  }
}

/** Of each stream the producer of the highest seat epoch, and of that the one told last. */
function newestOf<S extends { readonly info: StreamInfo }>(streams: readonly S[]): S[] {
  const newest = new Map<StreamId, S>();
  for (const stream of streams) {
    const { streamId, seatEpoch } = stream.info;
    const other = newest.get(streamId);
    if (other === undefined || other.info.seatEpoch <= seatEpoch) newest.set(streamId, stream);
  }
  return [...newest.values()];
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
