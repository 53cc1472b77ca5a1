import {
  AppError,
  assertNever,
  type JoinInput,
  type Joined,
  type JoinOutput,
  type PreparedTransports,
  undecodable,
} from '@convene/protocol';
import { withDeadline } from '../media/withDeadline.ts';
import { createMedia, expectedOf } from './createMedia.ts';
import { createSession } from './createSession.ts';
import type { Peer } from './Peer.ts';
import type { PeerMedia } from './PeerMedia.ts';
import { mediaOf, type Session, type Sitting } from './peerState.ts';
import type { JoinSeatResult, PlacedRouter, SeatTaken } from './ports.ts';
import { giveMedia } from './renewMedia.ts';
import type { Room } from './Room.ts';
import { Seat } from './Seat.ts';
import { TileView } from './TileView.ts';

export type JoinRequest = {
  readonly room: Room;
  readonly peer: Peer;
  readonly input: JoinInput;
  readonly name: string;
};

/**
 * Sits the peer down (DESIGN §4): one statement in the database takes the seat; then the peer is in the room and
 * hears its events, gets its consumers, and the snapshot in the answer stands after all of that.
 */
export async function join(request: JoinRequest): Promise<JoinOutput> {
  const { room, peer } = request;
  const { state } = peer;
  if (state.state === 'joined' || state.state === 'stranded') return joinedAgain(room, peer, state);
  if (room.deps.isClosing()) return { result: 'elsewhere', serverId: null, reason: 'closing' };

  const placed = await place(request);
  if (placed === undefined) return { result: 'elsewhere', serverId: null, reason: 'full' };
  try {
    return await joinOn(request, placed);
  } catch (error) {
    placed.giveBack();
    throw error;
  } finally {
    room.routers.arrived(peer);
  }
}

/** The router on which the person is to sit; undefined when no worker has room for them. */
async function place({ room, peer, input }: JoinRequest): Promise<PlacedRouter | undefined> {
  try {
    return await room.routers.place(expectedOf(room, input), peer);
  } catch (error) {
    if (error instanceof AppError && error.code === 'serverFull') return undefined;
    throw error;
  }
}

async function joinOn(request: JoinRequest, placed: PlacedRouter): Promise<JoinOutput> {
  const { room, peer } = request;
  const prepared = mediaOf(peer.state);
  // Who did not prepare, or prepared on a router that has filled up since, gets other transports with the answer.
  const cold = prepared?.router !== placed.router;
  const media = cold ? await createMedia(room, peer, placed.router) : prepared;
  const { reads } = room.doorkeeper;
  try {
    const taken = await takeSeat(request, { media, placed });
    switch (taken.result) {
      case 'seatTaken':
      case 'elsewhere': {
        placed.giveBack();
        return taken;
      }
      case 'waiting': {
        placed.giveBack();
        return wait(request, taken);
      }
      case 'joined': {
        return await sitDown(request, { media, cold, taken, reads });
      }
      default: {
        return assertNever(taken);
      }
    }
  } finally {
    // The client was never told of transports that were made for a join which did not come about.
    if (cold && !isOf(peer, media)) media.close();
  }
}

const isOf = ({ state }: Peer, media: PeerMedia): boolean => mediaOf(state) === media;

type Place = { readonly media: PeerMedia; readonly placed: PlacedRouter };

/** However many steps it takes in the database, the person is told within its deadline. */
async function takeSeat(request: JoinRequest, on: Place): Promise<JoinSeatResult> {
  const { room, peer } = request;
  const { meetingId } = room.meeting;
  const { peerId } = peer;
  try {
    const result = await withDeadline(askForSeat(request, on), {
      ms: room.deps.limits.databaseMs,
      what: 'takeSeat',
      onLate: (late) => {
        // A peer that is still there asks again, and is answered the same.
        if (peer.state.state !== 'closed') return;
        const { persistence } = room.deps;
        if (late.result === 'waiting') persistence.leaveKnock({ meetingId, peerId, keepPlace: true });
        if (late.result !== 'joined') return;
        const { seatEpoch } = late;
        persistence.leaveSeat({ meetingId, peerId, seatEpoch, keepSeat: true });
      },
    });
    room.seatAnswered(peer);
    return result;
  } catch (error) {
    const reason =
      error instanceof AppError && error.code === 'timeout' ? AppError.databaseUnavailable(error) : error;
    if (reason instanceof AppError && reason.code === 'databaseUnavailable') room.seatUnanswered(peer);
    throw reason;
  }
}

async function askForSeat(request: JoinRequest, { media, placed }: Place): Promise<JoinSeatResult> {
  const { room, peer, input, name } = request;
  await room.requireListening();
  const { roster } = room.gathering;
  const { receives, sends } = expectedOf(room, input);
  // Who comes back keeps the seat's mute state, so that nobody ever comes back unmuted. Who is moved was never away, and
  // knows better than the database, to which the last change may be on its way.
  const comesBack = input.heldSeatEpoch !== undefined && peer.claims.predecessor === undefined;
  return room.deps.persistence.joinSeat({
    claims: peer.claims,
    peerId: peer.peerId,
    name,
    routerId: media.router.id,
    place: media.router.place,
    decision: placed.decision,
    weight: Math.max(1, receives + sends * roster.participants.length),
    takeOver: input.takeOver,
    heldSeatEpoch: input.heldSeatEpoch,
    muted: comesBack && !input.muted ? undefined : input.muted,
    cameraOff: comesBack && !input.cameraOff ? undefined : input.cameraOff,
  });
}

/** Somebody is asked to let the person in; until then the peer is told nothing of the room. */
function wait({ room, peer }: JoinRequest, { since }: { since: number }): JoinOutput {
  const { meetingId } = room.meeting;
  const { peerId } = peer;
  if (peer.state.state !== 'lobby' && peer.state.state !== 'waiting') {
    room.deps.persistence.leaveKnock({ meetingId, peerId, keepPlace: true });
    throw AppError.wrongState('join', peer.state.state);
  }
  room.doorkeeper.waits(peer);
  return {
    result: 'waiting',
    resumeToken: room.deps.resumeTokens.issue(peer),
    eventId: peer.lastEventId,
    since,
  };
}

async function sitDown(
  { room, peer, input }: JoinRequest,
  { media, cold, taken, reads }: { media: PeerMedia; cold: boolean; taken: SeatTaken; reads: number },
): Promise<JoinOutput> {
  const { participantId, seatEpoch, role, name, muted, cameraOff, joinedAt } = taken;
  const { peerId } = peer;
  const { meetingId } = room.meeting;
  const cannotDecode = undecodable(input.rtpCapabilities);
  // The socket may be gone for good, or the server be closing, since the seat was asked for.
  if (peer.state.state !== 'lobby' && peer.state.state !== 'waiting') {
    room.deps.persistence.leaveSeat({ meetingId, peerId, seatEpoch, keepSeat: true });
    throw AppError.wrongState('join', peer.state.state);
  }
  // The answers of two joins for one seat may come in the other order than the database took them, here or elsewhere.
  if (room.gathering.roster.seatEpochOf(participantId) > seatEpoch) {
    room.deps.persistence.leaveSeat({ meetingId, peerId, seatEpoch, keepSeat: true });
    peer.close('takenOver');
    throw AppError.wrongState('join', 'closed');
  }
  const seat = new Seat({
    participantId,
    peerId,
    seatEpoch,
    name,
    role,
    muted,
    cameraOff,
    connection: 'connected',
    joinedAt,
    ...(cannotDecode.length > 0 && { cannotDecode }),
  });
  const view = new TileView();
  if (input.view !== undefined) view.begin(input.view);
  const { rtpCapabilities } = input;
  const sitting = { seat, view, rtpCapabilities, joinedOn: peer.askedOn };
  const session = createSession({ room, peer, sitting, media, cold });
  room.gathering.learn(taken);
  // The tab that held the seat just now comes back to it (reload, rejoin); every other one takes it over.
  room.doorkeeper.learn(taken);
  room.seat(peer, session, input.heldSeatEpoch === seatEpoch - 1 ? 'replaced' : 'takenOver');
  room.doorkeeper.sat(reads);
  try {
    await Promise.all([media.resumeDataConsumers(), session.consumers.sync()]);
  } catch (error) {
    // The worker died, or does not answer, while the seat was taken: the person sits all the same, on another one.
    peer.log.warn('media lost at the join', { error });
    if (peer.session?.media === media) peer.loseMedia();
  }
  return answer(room, peer, await standing(room, peer));
}

/** The session of who sits, with other media where those before were lost. @throws AppError */
const standing = async (room: Room, peer: Peer): Promise<Session> =>
  peer.state.state === 'stranded' ? giveMedia(room, peer) : peer.requireSession('join');

/** The same peer joins again: on the same socket that is a mistake, on a later one its answer was lost. */
async function joinedAgain(room: Room, peer: Peer, { joinedOn }: Sitting): Promise<Joined> {
  const { askedOn } = peer;
  if (askedOn === joinedOn) throw AppError.alreadyJoined(peer.peerId);
  const session = await standing(room, peer);
  const again = { ...session, joinedOn: askedOn };
  peer.renewSession(again);
  return answer(room, peer, again);
}

/** Nothing is awaited in here, so that the snapshot stands exactly at its event. */
function answer(room: Room, peer: Peer, { seat, media, consumers, cold }: Session): Joined {
  peer.requireSession('join');
  consumers.announce();
  const { participantId, peerId, seatEpoch, role, name, muted, cameraOff } = seat.info;
  const transports: PreparedTransports = { ...media.info, iceServers: [...room.deps.iceServers] };
  return {
    result: 'joined',
    self: { participantId, peerId, seatEpoch, role, name, muted, cameraOff },
    eventId: peer.lastEventId,
    resumeToken: room.deps.resumeTokens.issue(peer),
    snapshot: room.snapshot(peer),
    ...(cold ? { transports } : {}),
  };
}
