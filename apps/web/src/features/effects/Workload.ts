/** Milliseconds for one frame beyond which every second frame is left out. */
const HEAVY_MS = 30;
/** Beyond which they are painted at half their width and height: a quarter of the work. */
const TOO_LARGE_MS = 70;
/** Beyond which the picture would stutter however many are left out, and however small they are. */
const TOO_SLOW_MS = 250;
/** Frames over which the mean is taken: one slow frame says nothing. */
const FRAMES = 30;

/** Tells from the time that frames take whether this machine keeps up. */
export class Workload {
  #mean = 0;
  #count = 0;
  #scale: 1 | 0.5 = 1;

  add(milliseconds: number): void {
    this.#count += 1;
    // The plain mean to begin with, then one that forgets.
    this.#mean += (milliseconds - this.#mean) / Math.min(this.#count, FRAMES);
    if (this.#scale === 1 && this.#count >= FRAMES && this.#mean > TOO_LARGE_MS) {
      // Smaller frames are counted anew. It stays so: a size that comes and goes would be worse than either.
      this.#scale = 0.5;
      this.#count = 0;
      this.#mean = 0;
    }
  }

  /** How many frames are painted: one in so many. */
  get oneIn(): 1 | 2 {
    return this.#count >= FRAMES && this.#mean > HEAVY_MS ? 2 : 1;
  }

  /** At which part of their width and height frames are painted. */
  get scale(): 1 | 0.5 {
    return this.#scale;
  }

  get tooSlow(): boolean {
    return this.#count >= FRAMES && this.#mean > TOO_SLOW_MS;
  }
}
