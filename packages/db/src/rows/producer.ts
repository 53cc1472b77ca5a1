import {
  MediaKind,
  ParticipantId,
  PeerId,
  ProducerId,
  RouterId,
  SeatEpoch,
  ServerId,
  Source,
} from '@convene/protocol';
import { z } from 'zod';

/** A producer as another server needs it to pipe it (000-21, X6). */
export const RemoteProducer = z.object({
  serverId: ServerId,
  routerId: RouterId,
  producerId: ProducerId,
  peerId: PeerId,
  participantId: ParticipantId,
  seatEpoch: SeatEpoch,
  kind: MediaKind,
  source: Source,
  paused: z.boolean(),
});
export type RemoteProducer = z.infer<typeof RemoteProducer>;
