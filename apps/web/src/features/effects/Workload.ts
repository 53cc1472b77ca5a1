/** Milliseconds for one frame beyond which every second frame is left out. */
const HEAVY_MS = 30;
/** Beyond which the picture would stutter however many are left out. */
const TOO_SLOW_MS = 250;
/** Frames over which the mean is taken: one slow frame says nothing. */
const FRAMES = 30;

/** Tells from the time that frames take whether this machine keeps up. */
export class Workload {
  #mean = 0;
  #count = 0;

  add(milliseconds: number): void {
    this.#count += 1;
    // The plain mean to begin with, then one that forgets.
    this.#mean += (milliseconds - this.#mean) / Math.min(this.#count, FRAMES);
  }

  /** How many frames are painted: one in so many. */
  get oneIn(): 1 | 2 {
    return this.#count >= FRAMES && this.#mean > HEAVY_MS ? 2 : 1;
  }

  get tooSlow(): boolean {
    return this.#count >= FRAMES && this.#mean > TOO_SLOW_MS;
  }
}
