import { AppError, type RenewMediaInput, type RenewMediaOutput, type TransportId } from '@convene/protocol';
import { createMedia, expectedOf } from './createMedia.ts';
import { createSession } from './createSession.ts';
import type { Peer } from './Peer.ts';
import type { PeerMedia } from './PeerMedia.ts';
import type { PeerState, Session } from './peerState.ts';
import type { PlacedRouter } from './ports.ts';
import type { Room } from './Room.ts';

/** Workers that may die or hang, one after the other, while one loss is made good. */
const ATTEMPTS = 3;

/**
 * Other media for a peer that lost its own, on whatever router has space (DESIGN §6): it keeps its seat, its events and its
 * view. A client that gives up media that stand asks the same. Asked again for the same loss it is done once.
 * @throws AppError wrongState, transportNotFound, serverFull, serverClosing, workerDied, timeout
 */
export async function renewMedia(room: Room, peer: Peer, input: RenewMediaInput): Promise<RenewMediaOutput> {
  const { lost, muted, cameraOff } = input;
  if (room.deps.isClosing()) throw AppError.serverClosing();
  const { state } = peer;
  const isDone = state.state === 'joined' && state.renews === lost;
  if (state.state === 'joined' && !isDone) {
    if (state.media.recvTransport.id !== lost) throw AppError.transportNotFound(lost);
    peer.loseMedia();
  }
  const { seat } = peer.requireSitting('renewMedia');
  // A client that has not heard yet that somebody muted it does not come back unmuted.
  room.updateSeat(seat, {
    muted: muted || seat.stopped.has('microphone'),
    cameraOff: cameraOff || seat.stopped.has('camera'),
  });
  if (isDone) return answer(room, peer, state);
  return answer(room, peer, await giveMedia(room, peer, lost));
}

/**
 * Media for a peer that sits without; where a router dies meanwhile another one is taken. `renews`: what the client gave up
 * for them. @throws AppError serverFull, workerDied, timeout
 */
export async function giveMedia(room: Room, peer: Peer, renews?: TransportId): Promise<Session> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await giveOnce(room, peer, renews);
    } catch (error) {
      const { code } = AppError.from(error);
      const mayRetry = attempt < ATTEMPTS && (code === 'workerDied' || code === 'timeout');
      if (!mayRetry || peer.state.state !== 'stranded') throw error;
      peer.log.warn('no media given', { attempt, error });
    }
  }
}

async function giveOnce(room: Room, peer: Peer, renews: TransportId | undefined): Promise<Session> {
  const placed = await place(room, peer);
  try {
    const media = await createMedia(room, peer, placed.router);
    const session = await stand({ room, peer, media, placed, renews });
    peer.log.info('media renewed', { routerId: placed.router.id, workerIndex: placed.router.place.index });
    return session;
  } catch (error) {
    placed.giveBack();
    throw error;
  } finally {
    room.routers.arrived(peer);
  }
}

/** A server without space has no use for the peer: its client comes back with another one, on another server. */
async function place(room: Room, peer: Peer): Promise<PlacedRouter> {
  const { seat } = requireStranded(peer);
  try {
    return await room.routers.place(expectedOf(room, { cameraOff: seat.info.cameraOff }), peer);
  } catch (error) {
    if (AppError.from(error).code === 'serverFull') peer.close('workerDied');
    throw error;
  }
}

async function stand(given: {
  room: Room;
  peer: Peer;
  media: PeerMedia;
  placed: PlacedRouter;
  renews: TransportId | undefined;
}): Promise<Session> {
  const { room, peer, media, placed, renews } = given;
  try {
    // The peer may have ended while its transports were made.
    const { seat, view, rtpCapabilities, joinedOn } = requireStranded(peer);
    const sitting = { seat, view, rtpCapabilities, joinedOn };
    const session = createSession({ room, peer, sitting, media, cold: true, renews });
    peer.renewed(session);
    const { peerId } = peer;
    const { meetingId } = room.meeting;
    const { decision } = placed;
    const { id: routerId, place } = media.router;
    room.deps.persistence.routerChanged({ meetingId, peerId, routerId, place, decision });
    await Promise.all([media.resumeDataConsumers(), session.consumers.sync()]);
    if (peer.session?.media !== media) throw AppError.workerDied(place.workerId);
    return session;
  } catch (error) {
    if (peer.session?.media === media) peer.loseMedia();
    media.close();
    throw error;
  }
}

/** Nothing is awaited in here, so that the consumers stand exactly at the event. */
function answer(room: Room, peer: Peer, { media, consumers }: Session): RenewMediaOutput {
  consumers.announce();
  const eventId = peer.lastEventId;
  peer.emit({ type: 'streamsHeldBack', streamIds: [...consumers.heldBack] });
  return {
    transports: { ...media.info, iceServers: [...room.deps.iceServers] },
    consumers: consumers.infos,
    eventId,
    chatSeq: room.gathering.talk.chat.seq,
  };
}

function requireStranded({ state }: Peer): Extract<PeerState, { state: 'stranded' }> {
  if (state.state !== 'stranded') throw AppError.wrongState('renewMedia', state.state);
  return state;
}
