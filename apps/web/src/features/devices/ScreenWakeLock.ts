/** Keeps the screen on while somebody is in the meeting. Browsers let go of it whenever the page is hidden. */
export class ScreenWakeLock {
  #lock: WakeLockSentinel | undefined;
  #open = false;

  open(): () => void {
    this.#open = true;
    const take = () => void this.#take();
    document.addEventListener('visibilitychange', take);
    take();
    return () => {
      this.#open = false;
      document.removeEventListener('visibilitychange', take);
      void this.#lock?.release();
      this.#lock = undefined;
    };
  }

  async #take(): Promise<void> {
    // Only secure contexts have it, and not every browser, whatever the types say.
    const wakeLock = navigator.wakeLock as Navigator['wakeLock'] | undefined;
    if (!this.#wants() || wakeLock === undefined) return;
    try {
      const lock = await wakeLock.request('screen');
      if (this.#wants()) this.#lock = lock;
      else await lock.release();
    } catch {
      // An empty battery or a setting of the system refuses: the screen goes dark as it would anyway.
    }
  }

  #wants(): boolean {
    const held = this.#lock !== undefined && !this.#lock.released;
    return this.#open && !held && document.visibilityState === 'visible';
  }
}
