import type { Database } from '@convene/db';
import { type MeetingId, type ProducerId, WorkerId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { Rooms } from '../room/Rooms.ts';
import type { Member } from '../room/roomTypes.ts';
import type { Registration } from './Registration.ts';

export type RestoreOptions = {
  readonly database: Pick<Database, 'rooms' | 'producers'>;
  readonly registration: Registration;
  readonly log: Log;
};

/** Rooms whose rows are written side by side: joins need connections to the database too. */
const ROOMS_AT_ONCE = 4;

/** Writes what lives here again, after this server's rows had fallen with its lease (DESIGN §6). */
export async function restoreRows(options: RestoreOptions, rooms: Rooms): Promise<void> {
  const left = rooms.all.values();
  const restoreOneAfterAnother = async () => {
    for (const room of left) {
      const { meetingId } = room.meeting;
      for (const member of room.members) await restoreMember(options, meetingId, member);
    }
  };
  await Promise.all(Array.from({ length: ROOMS_AT_ONCE }, restoreOneAfterAnother));
  options.log.info('rows restored', { rooms: rooms.all.length });
}

/**
 * Writes the rows of one person again, and with them those of the router and of this server's part. A peer whose seat
 * was taken meanwhile is not the current one any more, and ends.
 */
export async function restoreMember(
  { database, registration, log }: RestoreOptions,
  meetingId: MeetingId,
  { peer, seat }: Member,
): Promise<void> {
  // Whoever left since has no row that could come back.
  if (!sits(peer)) return;
  const { serverId, epoch: serverEpoch } = registration.requireRegistered();
  const { participantId, peerId, seatEpoch } = seat;
  const router = peer.session?.media.router;
  const restored = await database.rooms.restorePeer({
    meetingId,
    participantId,
    peerId,
    seatEpoch,
    serverId,
    serverEpoch,
    ...(router && { workerId: WorkerId.parse(router.place.workerId), routerId: router.id }),
  });
  if (!restored) {
    const seats = await database.rooms.seatEpochs(meetingId);
    const isTaken = seats.some((row) => row.participantId === participantId && row.seatEpoch > seatEpoch);
    log.warn('rows of a peer not restored', { meetingId, peerId, isTaken });
    if (isTaken) peer.close('takenOver');
    return;
  }
  if (!sits(peer)) {
    // Left while the row was written: its own leaving may have come before.
    await database.rooms.leave({ peerId, seatEpoch, keepSeat: true });
    return;
  }
  for (const { info, origin } of peer.session?.producers.streams ?? []) {
    await database.producers.add({ ...info, meetingId, serverId, routerId: origin.router.id });
  }
}

const sits = ({ state: { state } }: Member['peer']): boolean => state === 'joined' || state === 'stranded';

/** Writes the row of one producer again, if it is still sent. */
export async function restoreProducer(
  { database, registration }: RestoreOptions,
  { peer }: Member,
  { meetingId, id }: { meetingId: MeetingId; id: ProducerId },
): Promise<void> {
  const stream = peer.session?.producers.streams.find(({ info }) => info.producerId === id);
  if (stream === undefined) return;
  const { serverId } = registration;
  await database.producers.add({ ...stream.info, meetingId, serverId, routerId: stream.origin.router.id });
}
