import type { Peer } from './Peer.ts';
import { PeerMedia } from './PeerMedia.ts';
import type { Room } from './Room.ts';

/** Both transports on the room's router, given to the peer, which closes them with itself. */
export async function createMedia(room: Room, peer: Peer): Promise<PeerMedia> {
  const media = await PeerMedia.create({
    router: await room.requireRouter(),
    requestMs: room.deps.limits.workerRequestMs,
    onData: (label, message) => peer.receiveData(label, message),
  });
  try {
    peer.prepared(media);
  } catch (error) {
    // The peer was closed while its transports were made.
    media.close();
    throw error;
  }
  return media;
}
