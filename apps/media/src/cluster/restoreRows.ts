import type { Database } from '@convene/db';
import { WorkerId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { Rooms } from '../room/Rooms.ts';
import type { Registration } from './Registration.ts';

export type RestoreRowsOptions = {
  readonly database: Database;
  readonly registration: Registration;
  readonly rooms: Rooms;
  readonly log: Log;
};

/**
 * Writes what lives here again, after this server's rows had fallen with its lease (DESIGN §6). A peer whose seat was
 * taken meanwhile is not the current one any more, and ends.
 */
export async function restoreRows({ database, registration, rooms, log }: RestoreRowsOptions): Promise<void> {
  const { serverId, epoch: serverEpoch } = registration.requireRegistered();
  for (const room of rooms.all) {
    const { meetingId } = room.meeting;
    for (const { peer, seat, media, producers } of room.members) {
      // Whoever left since the loop began has no row that could come back.
      if (peer.state.state !== 'joined') continue;
      const { participantId, peerId, seatEpoch } = seat;
      const { id: routerId, place } = media.router;
      const workerId = WorkerId.parse(place.workerId);
      const server = { serverId, serverEpoch, workerId, routerId };
      const restored = await database.rooms.restorePeer({
        meetingId,
        participantId,
        peerId,
        seatEpoch,
        ...server,
      });
      if (!restored) {
        log.warn('seat was taken while the rows were lost', { meetingId, peerId });
        peer.close('takenOver');
        continue;
      }
      if (peer.state.state !== 'joined') {
        // Left while the row was written: its own leaving may have come before.
        await database.rooms.leave({ peerId, seatEpoch, keepSeat: true });
        continue;
      }
      for (const { info } of producers.streams) {
        await database.producers.add({ ...info, meetingId, serverId, routerId });
      }
    }
  }
  log.info('rows restored', { rooms: rooms.all.length });
}
