import type { Door, Limits, MeetingId } from '@convene/protocol';
import { Scope } from '../media/Scope.ts';
import { keepsDoor } from './hostRules.ts';
import type { Peer } from './Peer.ts';
import type { RoomCluster, RoomPersistence, RoomRead } from './ports.ts';
import type { Member } from './roomTypes.ts';
import type { Seat } from './Seat.ts';

export type DoorkeeperOptions = {
  readonly meetingId: MeetingId;
  readonly limits: Limits;
  readonly persistence: Pick<RoomPersistence, 'appointHeir'>;
  readonly cluster: Pick<RoomCluster, 'refresh'>;
  /** Peers here that may do nothing but wait. */
  readonly waiting: () => readonly Peer[];
  readonly members: () => readonly Member[];
  /** Peers here whom a move has superseded: they still send. */
  readonly leaving: () => readonly Member[];
  /** Whether anybody may come in, as far as this server has read. */
  readonly isOpen: () => boolean;
  /** Whether somebody in the meeting, here or elsewhere, is its host. */
  readonly hasHost: () => boolean;
  readonly setRole: (seat: Seat, role: Seat['role']) => void;
  readonly endRoom: () => void;
};

const NOBODY: Door = { waiting: [], banned: [] };

/**
 * Does to the people of this server what was decided about them, on whatever server (ADR 13): the database has it, and
 * each time the room is read from there it is compared with who sits and waits here. So whatever is told twice, late or
 * not at all ends the same.
 */
export class Doorkeeper {
  readonly #options: DoorkeeperOptions;
  readonly #scope = new Scope();
  /** Each is told once; one that has asked again is told again. */
  readonly #admitted = new WeakSet<Peer>();
  /** The door as each keeper of it here was told last. */
  readonly #told = new WeakMap<Peer, string>();
  #door: Door = NOBODY;
  #reads = 0;

  constructor(options: DoorkeeperOptions) {
    this.#options = options;
    this.#scope.interval(options.limits.heirMs, () => this.#seeToHeir());
  }

  /** For somebody's snapshot; undefined: it is none of their business. */
  doorFor(peer: Peer, { role }: Seat): Door | undefined {
    if (!keepsDoor(role)) return undefined;
    this.#told.set(peer, JSON.stringify(this.#door));
    return this.#door;
  }

  /** How often the room was read. */
  get reads(): number {
    return this.#reads;
  }

  /** The room was read from the database. */
  read({ ended, door, roles, answeredKnocks, supersededKnocks, removedSeats }: RoomRead): void {
    this.#reads += 1;
    this.#door = door;
    if (ended) {
      this.#options.endRoom();
      return;
    }
    for (const { peer, seat } of [...this.#options.members(), ...this.#options.leaving()]) {
      const role = roles.get(seat.participantId);
      const removed = removedSeats.get(seat.participantId);
      // Who has come in again since sits with a higher epoch.
      if (removed !== undefined && removed >= seat.seatEpoch) peer.close('removed');
      else if (role !== undefined) this.#options.setRole(seat, role);
    }
    for (const peer of this.#options.waiting()) {
      const answer = answeredKnocks.get(peer.peerId);
      if (answer === 'admitted') this.#admit(peer);
      if (answer === 'refused') peer.close('refused');
      if (supersededKnocks.has(peer.peerId)) peer.close('takenOver');
    }
    // Also whoever was answered that they wait after the door was opened here.
    if (this.#options.isOpen()) this.opened();
    this.#tellDoor();
  }

  /** Nobody has to wait any more. */
  opened(): void {
    for (const peer of this.#options.waiting()) this.#admit(peer);
  }

  /** What a join's answer has. */
  learn({ door }: { readonly door: Door }): void {
    this.#door = door;
  }

  /**
   * Somebody sat down who was not here when the room had been read `reads` times. What was read since was not done to them:
   * then it is read once more.
   */
  sat(reads: number): void {
    this.#tellDoor();
    if (reads !== this.#reads) void this.#options.cluster.refresh(this.#options.meetingId);
  }

  waits(peer: Peer): void {
    this.#admitted.delete(peer);
    peer.waits();
    // The answer may have come before this peer was known to wait.
    void this.#options.cluster.refresh(this.#options.meetingId);
  }

  close(): void {
    this.#scope.close();
  }

  #admit(peer: Peer): void {
    if (this.#admitted.has(peer)) return;
    this.#admitted.add(peer);
    peer.emit({ type: 'admitted' });
  }

  #tellDoor(): void {
    const text = JSON.stringify(this.#door);
    for (const { peer, seat } of this.#options.members()) {
      if (!keepsDoor(seat.role)) this.#told.delete(peer);
      else if (this.#told.get(peer) !== text) {
        this.#told.set(peer, text);
        peer.emit({ type: 'doorChanged', door: this.#door });
      }
    }
  }

  #seeToHeir(): void {
    if (this.#options.members().length === 0 || this.#options.hasHost()) return;
    this.#options.persistence.appointHeir(this.#options.meetingId);
  }
}
