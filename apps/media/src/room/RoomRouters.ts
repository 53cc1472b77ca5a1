import type { MeetingId, RouterId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { Scope } from '../media/Scope.ts';
import type { PlacedRouter, PlaceRouter } from './ports.ts';
import { TaskQueue } from './TaskQueue.ts';

export type RoomRoutersOptions = {
  readonly meetingId: MeetingId;
  readonly log: Log;
  readonly placeRouter: (place: PlaceRouter) => Promise<PlacedRouter>;
  /** How many people sit on a router. */
  readonly peopleOn: (router: MediaRouter) => number;
  /** A router that was empty for this long is closed. */
  readonly emptyMs: number;
  readonly onTaken: (router: MediaRouter) => void;
  /** It is the room's no more, and the room goes on. */
  readonly onClosed: (router: MediaRouter) => void;
  /** Its worker died. */
  readonly onLost: (router: MediaRouter) => void;
};

/** The routers of one room on this server: one for each worker on which its people sit (X5), in the order taken. */
export class RoomRouters {
  readonly #options: RoomRoutersOptions;
  readonly #scope = new Scope();
  readonly #routers = new Set<MediaRouter>();
  /** Two who come at once to a room without space would else be given two new routers, and the room one in vain. */
  readonly #placing = new TaskQueue();
  /** Who is placed and does not sit down yet: whoever comes meanwhile must see them. */
  readonly #coming = new Map<object, MediaRouter>();
  /** Seen empty at the last look; who is placed on one takes it out. */
  readonly #empty = new Set<MediaRouter>();

  constructor(options: RoomRoutersOptions) {
    this.#options = options;
    this.#scope.interval(options.emptyMs, () => this.#closeEmpty());
  }

  get all(): readonly MediaRouter[] {
    return [...this.#routers];
  }

  get ids(): readonly RouterId[] {
    return this.all.map(({ id }) => id);
  }

  /**
   * The router for one more person, which may be a new one. Until `arrived` the `joiner` counts as one who sits there.
   * @throws AppError serverFull, timeout, workerDied
   */
  async place(expected: Pick<PlaceRouter, 'receives' | 'sends'>, joiner?: object): Promise<PlacedRouter> {
    return this.#placing.run(async () => {
      const placed = await this.#place(expected);
      if (joiner !== undefined) this.#coming.set(joiner, placed.router);
      return placed;
    });
  }

  /** They sit, or will not. */
  arrived(joiner: object): void {
    this.#coming.delete(joiner);
  }

  close(): void {
    this.#scope.close();
    for (const router of this.all) router.close();
  }

  async #place(expected: Pick<PlaceRouter, 'receives' | 'sends'>): Promise<PlacedRouter> {
    const { meetingId, placeRouter, peopleOn } = this.#options;
    const coming = [...this.#coming.values()];
    const routers = this.all.map((router) => ({
      router,
      people: peopleOn(router) + coming.filter((other) => other === router).length,
    }));
    const placed = await placeRouter({ meetingId, routers, ...expected });
    this.#empty.delete(placed.router);
    if (!this.#routers.has(placed.router)) this.#take(placed.router);
    return placed;
  }

  #take(router: MediaRouter): void {
    const { log, onTaken, onClosed, onLost } = this.#options;
    // The room may have ended meanwhile, or the worker have died; what is made on a closed router fails.
    if (this.#scope.closed) router.close();
    if (router.closed) return;
    this.#routers.add(router);
    router.onClose(() => {
      this.#empty.delete(router);
      const isLost = this.#routers.delete(router);
      if (this.#scope.closed) return;
      onClosed(router);
      if (isLost) onLost(router);
    });
    onTaken(router);
    log.info('room has a router', { routerId: router.id, workerIndex: router.place.index });
  }

  /** One that has had no transport, of a person or of a pipe, at two looks in a row (003-41). */
  #closeEmpty(): void {
    for (const router of this.all) {
      if (router.counts.transports > 0) this.#empty.delete(router);
      else if (!this.#empty.has(router)) this.#empty.add(router);
      else {
        this.#options.log.info('empty router closed', { routerId: router.id });
        this.#routers.delete(router);
        router.close();
      }
    }
  }
}
