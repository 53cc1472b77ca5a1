import type { MeetingId, ProducerId, RouterId, ServerId } from '@convene/protocol';
import type { types } from 'mediasoup';
import type { MediaRouter } from '../media/MediaRouter.ts';

/** What a room needs to have streams where they were not made; `cluster/` implements it. */

/** Where the producer of a stream was made. */
export type StreamOrigin =
  | { readonly on: 'here'; readonly router: MediaRouter }
  | { readonly on: 'elsewhere'; readonly serverId: ServerId; readonly routerId: RouterId };

export type PipeWish = {
  readonly meetingId: MeetingId;
  readonly producerId: ProducerId;
  readonly origin: StreamOrigin;
  /** A router of this server, other than the one on which the producer was made. */
  readonly target: MediaRouter;
  /** Told when the producer stands on `target` (it has the same id there, 000-38), and undefined when it is lost. */
  readonly onProducer: (producer: types.Producer | undefined) => void;
};

/** One receiver's hold on a piped producer. */
export interface PipeUse {
  /** Whether it is to flow, as it does at first. What flows to nobody is no longer forwarded after `pipeIdleMs`. */
  setActive(active: boolean): void;
  /** The receiver needs it no more; the last one of a piped producer closes it after `pipeIdleMs`. */
  release(): void;
}

/** Brings producers to routers on which they were not made (DESIGN §5). */
export interface RoomPipes {
  /**
   * One piped producer for each (producer, target), whoever asks and however many at once. A pipe that fails is made
   * again, with backoff, for as long as somebody holds a use. `onProducer` is never called before this returns.
   */
  use(wish: PipeWish): PipeUse;
}
