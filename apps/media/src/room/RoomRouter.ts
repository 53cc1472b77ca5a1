import type { MeetingId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';

export type RoomRouterOptions = {
  readonly meetingId: MeetingId;
  readonly log: Log;
  readonly takeRouter: (meetingId: MeetingId) => Promise<MediaRouter>;
  readonly onTaken: (router: MediaRouter) => void;
  /** Its worker died. */
  readonly onLost: () => void;
};

/** The router of one room: taken at the first wish, and closed with the room. */
export class RoomRouter {
  readonly #options: RoomRouterOptions;
  #taking: Promise<MediaRouter> | undefined;
  #current: MediaRouter | undefined;
  #closed = false;

  constructor(options: RoomRouterOptions) {
    this.#options = options;
  }

  get current(): MediaRouter | undefined {
    return this.#current;
  }

  /** @throws AppError serverFull, timeout, workerDied */
  async require(): Promise<MediaRouter> {
    // Two who ask at once get one router; a failed try is not kept.
    this.#taking ??= this.#take().catch((error: unknown) => {
      this.#taking = undefined;
      throw error;
    });
    return this.#taking;
  }

  close(): void {
    this.#closed = true;
    this.#current?.close();
  }

  async #take(): Promise<MediaRouter> {
    const { meetingId, log, takeRouter, onTaken, onLost } = this.#options;
    const router = await takeRouter(meetingId);
    if (this.#closed) {
      router.close();
      return router;
    }
    this.#current = router;
    onTaken(router);
    router.onClose(() => {
      this.#taking = undefined;
      this.#current = undefined;
      if (!this.#closed) onLost();
    });
    log.info('room has a router', { routerId: router.id, workerIndex: router.place.index });
    return router;
  }
}
