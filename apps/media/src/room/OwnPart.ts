import { assertNever, type PeerCloseReason, type PeerId, type ProducerId } from '@convene/protocol';
import type { LinkedStream, LinkedStreamStats, PartEvent, PartSnapshot } from '@convene/protocol/link';
import {
  currentPeople,
  type PersonChange,
  personChanges,
  type StreamChange,
  streamChanges,
} from './changes.ts';
import type { LocalPart } from './ports.ts';
import type { Member } from './roomTypes.ts';
import type { LocalStream } from './Stream.ts';

export type OwnPartOptions = {
  readonly members: () => readonly Member[];
  /** Peers here whom a move has superseded, the oldest first. */
  readonly leaving: () => readonly Member[];
  readonly streams: () => readonly LocalStream[];
  /** Who dominates among the people here. */
  readonly speaker: () => PartSnapshot['speaker'];
  /** How a stream that is sent here gets here. @throws AppError producerNotFound */
  readonly streamStats: (producerId: ProducerId) => Promise<LinkedStreamStats>;
};

/** This server's part of a room as the others mirror it (000-13): what it is, and each change of it. */
export class OwnPart implements LocalPart {
  readonly #options: OwnPartOptions;
  readonly #listeners = new Set<(event: PartEvent) => void>();
  #told: PartSnapshot = { participants: [], streams: [], speaker: null };

  constructor(options: OwnPartOptions) {
    this.#options = options;
  }

  read(): PartSnapshot {
    return this.#told;
  }

  async streamStats(producerId: ProducerId): Promise<LinkedStreamStats> {
    return this.#options.streamStats(producerId);
  }

  watch(listener: (event: PartEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** That the room is to be read again; typing, reactions, pointers, loudness and the numbers of messages: they pass, and are no state of the part. */
  pass(event: Extract<PartEvent, { type: 'signal' | 'chatAppended' | 'roomChanged' }>): void {
    this.#tell(event);
  }

  /** Something may have changed. `ended`: a peer has, for this reason. */
  update(ended?: { readonly peerId: PeerId; readonly reason: PeerCloseReason }): void {
    const before = this.#told;
    const now = this.#now();
    // Before the listeners hear of it: one that reads in the same turn reads what it was told.
    this.#told = now;
    for (const change of personChanges(byPerson(before), byPerson(now))) {
      this.#tell(personEvent(change, change.participant.peerId === ended?.peerId ? ended.reason : 'left'));
    }
    for (const change of streamChanges(byProducer(before), byProducer(now))) this.#tell(streamEvent(change));
    if (before.speaker !== now.speaker) this.#tell({ type: 'speakerChanged', speaker: now.speaker });
  }

  #now(): PartSnapshot {
    const { members, leaving, streams, speaker } = this.#options;
    // Who moves away stays in the part until their peer ends: the others then know already where they went.
    const people = currentPeople([...members(), ...leaving()].map(({ seat }) => seat.info));
    return {
      participants: [...people.values()],
      streams: streams().map(({ info, origin }) => ({ ...info, routerId: origin.router.id })),
      speaker: speaker(),
    };
  }

  #tell(event: PartEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

const byPerson = ({ participants }: PartSnapshot) =>
  new Map(participants.map((participant) => [participant.participantId, participant]));

const byProducer = ({ streams }: PartSnapshot) =>
  new Map<ProducerId, LinkedStream>(streams.map((stream) => [stream.producerId, stream]));

function personEvent({ type, participant }: PersonChange, reason: PeerCloseReason): PartEvent {
  switch (type) {
    case 'came':
    case 'updated': {
      return { type: 'participantChanged', participant };
    }
    case 'left': {
      const { participantId, peerId } = participant;
      return { type: 'participantLeft', participantId, peerId, reason };
    }
    default: {
      return assertNever(type);
    }
  }
}

function streamEvent({ type, stream }: StreamChange<LinkedStream>): PartEvent {
  const { producerId, streamId, paused } = stream;
  switch (type) {
    case 'added': {
      return { type: 'streamAdded', stream };
    }
    case 'paused':
    case 'resumed': {
      return { type: 'streamPaused', producerId, streamId, paused };
    }
    case 'removed': {
      return { type: 'streamRemoved', producerId, streamId };
    }
    default: {
      return assertNever(type);
    }
  }
}
