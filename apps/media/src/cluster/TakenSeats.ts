import type { ParticipantId, SeatEpoch } from '@convene/protocol';
import { Scope } from '../media/Scope.ts';

export type TakenSeat = { readonly participantId: ParticipantId; readonly seatEpoch: SeatEpoch };

export type TakenSeatsOptions = {
  /** For so long the announcement of a join, which alone knows that it is a move, may come behind the link's word. */
  readonly waitMs: number;
  readonly onTaken: (seat: TakenSeat) => void;
};

/**
 * Seats that other servers say they have. That a seat was taken is announced through the database; a server that has
 * lost it, and still has its links, would keep a peer that is no longer the seat's current one (DESIGN §6).
 */
export class TakenSeats {
  readonly #options: TakenSeatsOptions;
  readonly #scope = new Scope();
  readonly #heard = new Map<ParticipantId, SeatEpoch>();

  constructor(options: TakenSeatsOptions) {
    this.#options = options;
  }

  /** Another server names these as its people. */
  hear(seats: readonly TakenSeat[]): void {
    for (const { participantId, seatEpoch } of seats) {
      if ((this.#heard.get(participantId) ?? -1) >= seatEpoch) continue;
      this.#heard.set(participantId, seatEpoch);
      this.#scope.timeout(this.#options.waitMs, () => this.#options.onTaken({ participantId, seatEpoch }));
    }
  }

  close(): void {
    this.#scope.close();
  }
}
