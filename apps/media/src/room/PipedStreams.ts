import type { MeetingId, ProducerId } from '@convene/protocol';
import type { types } from 'mediasoup';
import type { MediaRouter } from '../media/MediaRouter.ts';
import type { PipeUse, RoomPipes } from './pipePorts.ts';
import type { Stream } from './Stream.ts';

export type PipedStreamsOptions = {
  readonly meetingId: MeetingId;
  /** The receiver's. */
  readonly router: MediaRouter;
  readonly pipes: RoomPipes;
  /** A producer stands on the router now, or does not any more. */
  readonly onChanged: () => void;
};

type Hold = { readonly use: PipeUse; producer: types.Producer | undefined; active: boolean };

/** One receiver's holds on producers that were made on other routers, by producer (DESIGN §5). */
export class PipedStreams {
  readonly #options: PipedStreamsOptions;
  readonly #holds = new Map<ProducerId, Hold>();
  #closed = false;

  constructor(options: PipedStreamsOptions) {
    this.#options = options;
  }

  /** What is wished for and does not stand yet, or has been lost and is being made again. */
  get pending(): ProducerId[] {
    return [...this.#holds].flatMap(([producerId, { producer }]) =>
      producer === undefined ? [producerId] : [],
    );
  }

  /** The producer on the receiver's router; undefined while it does not stand there. */
  find({ origin, producer, info }: Stream): types.Producer | undefined {
    return this.#isOnRouter(origin) ? producer : this.#holds.get(info.producerId)?.producer;
  }

  /** Wishes for a producer until it is released; one made on the receiver's router is there. */
  wish({ origin, info: { producerId } }: Stream): void {
    if (this.#closed || this.#isOnRouter(origin) || this.#holds.has(producerId)) return;
    const { meetingId, router, pipes, onChanged } = this.#options;
    const use = pipes.use({
      meetingId,
      producerId,
      origin,
      target: router,
      onProducer: (producer) => {
        // A word that was on its way while the hold was let go is about nobody's.
        if (this.#holds.get(producerId) !== hold) return;
        hold.producer = producer;
        onChanged();
      },
    });
    const hold: Hold = { use, producer: undefined, active: true };
    this.#holds.set(producerId, hold);
  }

  /** Whether it flows to the receiver. */
  setActive(producerId: ProducerId, active: boolean): void {
    const hold = this.#holds.get(producerId);
    if (hold === undefined || hold.active === active) return;
    hold.active = active;
    hold.use.setActive(active);
  }

  releaseUnless(isNeeded: (producerId: ProducerId) => boolean): void {
    for (const [producerId, { use }] of [...this.#holds]) {
      if (isNeeded(producerId)) continue;
      this.#holds.delete(producerId);
      use.release();
    }
  }

  close(): void {
    this.#closed = true;
    this.releaseUnless(() => false);
  }

  #isOnRouter(origin: Stream['origin']): boolean {
    return origin.on === 'here' && origin.router === this.#options.router;
  }
}
