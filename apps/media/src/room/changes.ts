import type { ParticipantId, ParticipantInfo, ProducerId, StreamInfo } from '@convene/protocol';

/** What became of a person between two looks at a room. */
export type PersonChange =
  /** Somebody new, or a new peer of the same seat. */
  | { readonly type: 'came'; readonly participant: ParticipantInfo }
  | { readonly type: 'updated'; readonly participant: ParticipantInfo }
  | { readonly type: 'left'; readonly participant: ParticipantInfo };

/** What became of a producer. */
export type StreamChange<S extends StreamInfo> = {
  readonly type: 'added' | 'paused' | 'resumed' | 'removed';
  readonly stream: S;
};

type People = ReadonlyMap<ParticipantId, ParticipantInfo>;

/** Of several who claim a seat the one with the highest epoch has it (DESIGN §4); of equals the first. */
export function currentPeople(claims: Iterable<ParticipantInfo>): People {
  const people = new Map<ParticipantId, ParticipantInfo>();
  for (const claim of claims) {
    const other = people.get(claim.participantId);
    if (other === undefined || other.seatEpoch < claim.seatEpoch) people.set(claim.participantId, claim);
  }
  return people;
}

/** The steps from one to the other, each once: whoever takes them knows what is now. */
export function personChanges(before: People, now: People): PersonChange[] {
  const changes: PersonChange[] = [];
  for (const participant of before.values()) {
    if (!now.has(participant.participantId)) changes.push({ type: 'left', participant });
  }
  for (const participant of now.values()) {
    const former = before.get(participant.participantId);
    if (former?.peerId !== participant.peerId) changes.push({ type: 'came', participant });
    else if (!isSamePerson(former, participant)) changes.push({ type: 'updated', participant });
  }
  return changes;
}

export function streamChanges<S extends StreamInfo>(
  before: ReadonlyMap<ProducerId, S>,
  now: ReadonlyMap<ProducerId, S>,
): StreamChange<S>[] {
  const changes: StreamChange<S>[] = [];
  // What is new comes first, so that a stream which goes on by another producer is never gone.
  for (const stream of now.values()) {
    const former = before.get(stream.producerId);
    if (former === undefined) changes.push({ type: 'added', stream });
    else if (former.paused !== stream.paused) {
      changes.push({ type: stream.paused ? 'paused' : 'resumed', stream });
    }
  }
  for (const stream of before.values()) {
    if (!now.has(stream.producerId)) changes.push({ type: 'removed', stream });
  }
  return changes;
}

function isSamePerson(one: ParticipantInfo, other: ParticipantInfo): boolean {
  return (
    one.seatEpoch === other.seatEpoch &&
    one.name === other.name &&
    one.role === other.role &&
    one.muted === other.muted &&
    one.cameraOff === other.cameraOff &&
    one.connection === other.connection &&
    one.network === other.network &&
    one.joinedAt === other.joinedAt &&
    // The rows, by which somebody may be heard of first, do not have it.
    one.cannotDecode?.join() === other.cannotDecode?.join()
  );
}
