import type { TransportId } from '@convene/protocol';
import { ConsumerSet } from './ConsumerSet.ts';
import type { Peer } from './Peer.ts';
import type { PeerMedia } from './PeerMedia.ts';
import type { Session, Sitting } from './peerState.ts';
import { ProducerSet } from './ProducerSet.ts';
import type { Room } from './Room.ts';

export type SessionParts = {
  readonly room: Room;
  readonly peer: Peer;
  readonly sitting: Sitting;
  readonly media: PeerMedia;
  readonly cold: boolean;
  readonly renews?: TransportId | undefined;
};

/** What a peer that sits sends and receives on these transports; at first nothing. */
export function createSession({ room, peer, sitting, media, cold, renews }: SessionParts): Session {
  const { meetingId } = room.meeting;
  const { workerRequestMs: requestMs } = room.deps.limits;
  const { seat, view, rtpCapabilities } = sitting;
  const producers = new ProducerSet({
    media,
    seat,
    requestMs,
    log: peer.log,
    onClosed: (stream) => {
      // The first that is heard of a worker's death: all are to know who reconnects before the streams of any end.
      if (media.router.closed) room.routerLost(media.router);
      const { producerId } = stream.info;
      // Of a peer that ends, all rows fall with its own.
      if (peer.state.state !== 'closed') room.deps.persistence.producerRemoved({ meetingId, producerId });
      room.streamRemoved(stream);
    },
    onScore: (producerId, scores) => peer.emit({ type: 'producerScored', producerId, scores }),
  });
  const consumers = new ConsumerSet({
    meetingId,
    media,
    pipes: room.deps.pipes,
    rtpCapabilities,
    view,
    requestMs,
    idleMs: room.deps.limits.consumerIdleMs,
    log: peer.log,
    select: () => room.gathering.select({ seat, view }),
    goesOn: (streamId) => room.gathering.roster.tells(streamId),
    emit: (event) => peer.emit(event),
    onWants: () => room.gathering.wantsChanged(),
  });
  return { ...sitting, media, producers, consumers, cold, renews };
}
