import type { JoinClaims, MeetingId, PeerCloseReason } from '@convene/protocol';
import type { Peer } from './Peer.ts';
import { Room } from './Room.ts';
import type { EnterOptions, RoomDependencies } from './roomTypes.ts';

/** All rooms of this server. A room is there while it has a peer, in its lobby or in the meeting (001-11). */
export class Rooms {
  readonly #deps: RoomDependencies;
  readonly #rooms = new Map<MeetingId, Room>();

  constructor(deps: RoomDependencies) {
    this.#deps = deps;
  }

  get all(): readonly Room[] {
    return [...this.#rooms.values()];
  }

  get participants(): number {
    return this.all.reduce((sum, room) => sum + room.participants, 0);
  }

  /** A new peer, whose token was checked, in the lobby of its meeting. */
  enter(claims: JoinClaims, options: EnterOptions): Peer {
    return this.#getOrCreate(claims).enter(claims, options);
  }

  /** The peer that a resume token opens, while it lives. */
  resume(token: string): Peer | undefined {
    return this.#deps.resumeTokens.use(token);
  }

  close(reason: PeerCloseReason): void {
    for (const room of this.all) room.close(reason);
  }

  #getOrCreate({ meetingId, slug, title }: JoinClaims): Room {
    const existing = this.#rooms.get(meetingId);
    if (existing !== undefined) return existing;
    const room = new Room({ meetingId, slug, title }, this.#deps, () => this.#rooms.delete(meetingId));
    this.#rooms.set(meetingId, room);
    return room;
  }
}
