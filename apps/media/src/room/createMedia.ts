import type { MediaRouter } from '../media/MediaRouter.ts';
import type { Peer } from './Peer.ts';
import { PeerMedia } from './PeerMedia.ts';
import type { Room } from './Room.ts';

/** What somebody sends when they join: as many consumers they bring to each person who is there already. */
export const STREAMS_OF_A_JOINER = 2;

/** What one more person of the room is expected to receive and to send. */
export const expectedOf = ({ gathering }: Room) => ({
  receives: gathering.roster.streams.length,
  sends: STREAMS_OF_A_JOINER,
});

/** Both transports of a peer on a router of the room; the caller closes them until the peer has them. */
export async function createMedia(room: Room, peer: Peer, router: MediaRouter): Promise<PeerMedia> {
  return PeerMedia.create({
    router,
    requestMs: room.deps.limits.workerRequestMs,
    onData: (label, message) => peer.receiveData(label, message),
  });
}
