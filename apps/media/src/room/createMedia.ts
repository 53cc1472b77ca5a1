import { joinLoad } from '@convene/placement';
import type { MediaRouter } from '../media/MediaRouter.ts';
import type { Peer } from './Peer.ts';
import { PeerMedia } from './PeerMedia.ts';
import { mediaOf } from './peerState.ts';
import type { Room } from './Room.ts';

/** What one more person of the room is expected to receive and to send. */
export const expectedOf = ({ gathering: { roster } }: Room, { cameraOff = false } = {}) =>
  joinLoad({
    people: roster.participants.length,
    cameras: roster.participants.filter((person) => !person.cameraOff).length,
    streams: roster.streams.map(({ info }) => info),
    camera: !cameraOff,
  });

/** Both transports of a peer on a router of the room; the caller closes them until the peer has them. */
export async function createMedia(room: Room, peer: Peer, router: MediaRouter): Promise<PeerMedia> {
  const { workerRequestMs, dtlsMs } = room.deps.limits;
  const media: PeerMedia = await PeerMedia.create({
    router,
    requestMs: workerRequestMs,
    onData: (label, message) => peer.receiveData(label, message),
    dtls: {
      connectMs: dtlsMs,
      // Somebody whose DTLS breaks each time is not given other media as fast as they can ask.
      pauseMs: () => dtlsMs - peer.msSinceBroken,
      isReachable: () => peer.isCarried,
      onBroken: (broken) => {
        if (mediaOf(peer.state) !== media) return;
        peer.log.warn('media connection broken', { ...broken, workerIndex: router.place.index });
        peer.loseMedia('connectionBroken');
      },
    },
  });
  return media;
}
