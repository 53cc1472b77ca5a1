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

const seat = { serverId: ServerId, participantId: ParticipantId, peerId: PeerId, seatEpoch: SeatEpoch };
const producer = { ...seat, routerId: RouterId, producerId: ProducerId };

/**
 * What servers tell each other by NOTIFY on the channel of a meeting (000-9, X6): ids only, so that it stays under
 * Postgres's 8000 bytes. `serverId` is where it happened: a server ignores its own (000-26). Names, chat text and
 * the room state are read from the database.
 */
export const RoomAnnouncement = z.discriminatedUnion('type', [
  /** A move names the seat's peer that goes on sending for a while. */
  z.object({ type: z.literal('participantJoined'), ...seat, predecessor: z.optional(PeerId) }),
  z.object({ type: z.literal('participantLeft'), ...seat }),
  z.object({
    type: z.literal('participantChanged'),
    serverId: z.nullable(ServerId),
    participantId: ParticipantId,
  }),
  z.object({
    type: z.literal('producerAdded'),
    ...producer,
    kind: MediaKind,
    source: Source,
    paused: z.boolean(),
  }),
  z.object({ type: z.literal('producerPaused'), ...producer }),
  z.object({ type: z.literal('producerResumed'), ...producer }),
  z.object({ type: z.literal('producerRemoved'), ...producer }),
  z.object({ type: z.literal('serverLeft'), serverId: ServerId }),
  z.object({ type: z.literal('chatAppended'), seq: z.number().int().positive() }),
  /** Who may be in the room, or with which rights, is another thing now. */
  z.object({ type: z.literal('roomChanged') }),
  z.object({ type: z.literal('roomStateChanged'), version: z.number().int().positive() }),
]);
export type RoomAnnouncement = z.infer<typeof RoomAnnouncement>;

/** Reads a payload that the listener handed over; undefined when it is none of ours. */
export function parseAnnouncement(payload: string): RoomAnnouncement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  return RoomAnnouncement.safeParse(value).data;
}
