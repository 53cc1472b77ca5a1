import type { ParticipantId, StreamId, StreamInfo } from '@convene/protocol';
import type { types } from 'mediasoup';

/** A stream (DESIGN §1) with the producer that carries it now. */
export type Stream = {
  readonly streamId: StreamId;
  readonly participantId: ParticipantId;
  readonly producer: types.Producer;
  /** As it is announced; made anew each time, because the producer is paused and resumed. */
  readonly info: StreamInfo;
};
