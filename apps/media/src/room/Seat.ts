import type {
  ParticipantId,
  ParticipantInfo,
  PeerId,
  Role,
  SeatEpoch,
  StoppableSource,
} from '@convene/protocol';

type Changeable = Pick<ParticipantInfo, 'name' | 'role' | 'muted' | 'cameraOff' | 'connection' | 'network'>;

/** A participant's seat as one peer holds it; the peer after it gets a Seat of its own with a higher epoch. */
export class Seat {
  readonly participantId: ParticipantId;
  readonly peerId: PeerId;
  readonly seatEpoch: SeatEpoch;
  #info: ParticipantInfo;
  /** What others with the right have stopped, and by whom, until the person has turned it on again. */
  readonly stopped = new Map<StoppableSource, ParticipantId>();

  constructor(info: ParticipantInfo) {
    this.participantId = info.participantId;
    this.peerId = info.peerId;
    this.seatEpoch = info.seatEpoch;
    this.#info = info;
  }

  /** The seat as everybody in the meeting sees it. */
  get info(): ParticipantInfo {
    return this.#info;
  }

  /** Changes with the word of the database alone. */
  get role(): Role {
    return this.#info.role;
  }

  /** Answers what really changed; undefined when nothing did. */
  update(change: Partial<Changeable>): Partial<Changeable> | undefined {
    const entries = Object.entries(change).filter(
      ([key, value]) => this.#info[key as keyof Changeable] !== value,
    );
    if (entries.length === 0) return undefined;
    const changed: Partial<Changeable> = Object.fromEntries(entries);
    this.#info = { ...this.#info, ...changed };
    return changed;
  }
}
