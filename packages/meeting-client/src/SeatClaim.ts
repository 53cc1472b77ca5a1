import { BROWSER_SEAT, SeatEpoch, SeatKey } from '@convene/protocol';
import type { ClientEnvironment } from './environment.ts';
import { newUuid } from './newUuid.ts';

/** A reload starts before the page that it replaces has quite gone. */
const RELOAD_WAIT_MS = 500;
/** How long the tab that took a seat over waits for the other one to hear of it. */
const TAKE_OVER_WAIT_MS = 60_000;

/**
 * Which seat this tab sits in, over reloads (DESIGN §4). A reload keeps its seat without asking by the epoch in the
 * tab's storage; a duplicated tab has a copy of that storage, so the epoch counts only for the one tab that holds the
 * seat's lock.
 */
export class SeatClaim {
  readonly #environment: ClientEnvironment;
  readonly #slug: string;
  #epoch: SeatEpoch | undefined;
  #release: (() => void) | undefined;
  #acquiring = false;
  /** This tab sits in the seat, or means to: a lock that comes too late is let go. */
  #wanted = false;

  constructor(environment: ClientEnvironment, slug: string) {
    this.#environment = environment;
    this.#slug = slug;
  }

  get seatKey(): SeatKey {
    const stored = SeatKey.safeParse(this.#environment.tabStorage.getItem(this.#seatKeyName));
    return stored.success ? stored.data : BROWSER_SEAT;
  }

  /** The epoch that this tab holds, as far as it knows. */
  get epoch(): SeatEpoch | undefined {
    return this.#epoch;
  }

  /** Where none is known, finds the one that the page before this one held. */
  async recall(): Promise<void> {
    this.#epoch ??= await this.heldSeatEpoch();
  }

  /** The epoch that this very tab held last, if it still is the only one to claim it. */
  async heldSeatEpoch(): Promise<SeatEpoch | undefined> {
    const text = this.#environment.tabStorage.getItem(this.#epochName);
    const stored = SeatEpoch.safeParse(text === null ? undefined : Number(text));
    if (!stored.success) return undefined;
    if (await this.#hold(RELOAD_WAIT_MS)) return stored.data;
    this.#environment.tabStorage.removeItem(this.#epochName);
    return undefined;
  }

  /** This tab sits in the seat now. */
  seated(epoch: SeatEpoch): void {
    this.#epoch = epoch;
    this.#environment.tabStorage.setItem(this.#epochName, String(epoch));
    void this.#hold(TAKE_OVER_WAIT_MS);
  }

  /** From now on this tab has a seat of its own. */
  moveToOwnSeat(): void {
    this.vacate();
    this.#environment.tabStorage.setItem(this.#seatKeyName, newUuid());
  }

  /** Another tab sits in it. */
  taken(): void {
    this.#epoch = undefined;
  }

  /** The seat was left, or another tab has it. */
  vacate(): void {
    this.#epoch = undefined;
    this.#environment.tabStorage.removeItem(this.#epochName);
    this.#letGo();
  }

  /** The page goes, perhaps to be loaded again: what is stored stays. */
  close(): void {
    this.#letGo();
  }

  async #hold(waitMs: number): Promise<boolean> {
    this.#wanted = true;
    if (this.#release !== undefined) return true;
    if (this.#acquiring) return false;
    this.#acquiring = true;
    const name = `convene-seat-${this.#slug}-${this.seatKey}`;
    const release = await this.#environment.acquireLock(name, waitMs);
    this.#acquiring = false;
    if (this.#wanted) this.#release = release;
    else release?.();
    return this.#release !== undefined;
  }

  #letGo(): void {
    this.#wanted = false;
    this.#release?.();
    this.#release = undefined;
  }

  get #seatKeyName(): string {
    return `convene-seat-key-${this.#slug}`;
  }
  get #epochName(): string {
    return `convene-seat-epoch-${this.#slug}-${this.seatKey}`;
  }
}
