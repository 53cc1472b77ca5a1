import type { ParticipantId, StreamId, StreamInfo } from '@convene/protocol';
import type { types } from 'mediasoup';
import type { MediaRouter } from '../media/MediaRouter.ts';
import type { StreamOrigin } from './pipePorts.ts';

/** A stream (DESIGN §1) by the producer that carries it now, wherever that was made. */
export type Stream = {
  readonly streamId: StreamId;
  readonly participantId: ParticipantId;
  readonly origin: StreamOrigin;
  /** undefined: it was made on another server. */
  readonly producer: types.Producer | undefined;
  /** As it is announced; of one that is sent here made anew each time, because the producer is paused and resumed. */
  readonly info: StreamInfo;
};

/** One whose producer was made on this server. */
export type LocalStream = Stream & {
  readonly origin: { readonly on: 'here'; readonly router: MediaRouter };
  readonly producer: types.Producer;
};
