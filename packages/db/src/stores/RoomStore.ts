import {
  type MeetingId,
  type ParticipantId,
  type PeerId,
  type RouterId,
  type SeatEpoch,
  type SeatKey,
  type ServerEpoch,
  type ServerId,
  type UserId,
  type WorkerId,
} from '@convene/protocol';
import type { Connection } from '../connection/Connection.ts';
import type { Decision, JoinOutcome, JoinRoom, RoomElsewhere } from '../rows/join.ts';
import {
  findSeat,
  hasServerPart,
  joinRoom,
  leaveRoom,
  movePeer,
  readElsewhere,
  removeServerPart,
  restorePeer,
  type SeatEpochRow,
  seatEpochs,
  updateParticipant,
} from './roomStatements.ts';

/** `seatEpoch` null: the answer of the peer's join was lost, so that its epoch is not known. */
export type LeaveRoom = { peerId: PeerId; seatEpoch: SeatEpoch | null; keepSeat: boolean };
export type LeaveOutcome = { outcome: 'left'; wasCurrent: boolean } | { outcome: 'unknownPeer' };
export type RestorePeer = {
  meetingId: MeetingId;
  participantId: ParticipantId;
  peerId: PeerId;
  seatEpoch: SeatEpoch;
  serverId: ServerId;
  serverEpoch: ServerEpoch;
  workerId?: WorkerId;
  routerId?: RouterId;
};
export type MovePeer = { peerId: PeerId; workerId: WorkerId; routerId: RouterId; decision: Decision };
export type UpdateParticipant = {
  participantId: ParticipantId;
  /** The server that made the change; null for the web app. */
  serverId: ServerId | null;
  name?: string;
  muted?: boolean;
  cameraOff?: boolean;
};

/** People in a meeting whose settings name no limit. */
export const DEFAULT_MAX_PARTICIPANTS = 200;

/** The live side of meetings: seats, peers, routers, and the part that each server has in a room. */
export class RoomStore {
  readonly #connection: Connection;
  readonly #limits: { readonly seatKeptMs: number; readonly refusedMs: number };

  constructor(connection: Connection, limits: { seatKeptMs: number; refusedMs: number }) {
    this.#connection = connection;
    this.#limits = limits;
  }

  /** All of a join in one statement; a refusal writes nothing. Asked again for the same peer it answers the same. */
  async join(input: JoinRoom): Promise<JoinOutcome> {
    const row = await this.#connection.row(joinRoom, [
      JSON.stringify({
        ...input,
        maxParticipants: input.maxParticipants ?? DEFAULT_MAX_PARTICIPANTS,
        spread: input.spread ?? false,
        seatKeptMs: this.#limits.seatKeptMs,
        refusedMs: this.#limits.refusedMs,
      }),
    ]);
    if (row === undefined) throw new Error('join_room answered no row');
    return row.outcome;
  }

  /**
   * The seat of a user in a meeting, whether anybody sits in it or not. Who is kept out, or waits to be let in again, has
   * none.
   */
  async findSeat(seat: {
    meetingId: MeetingId;
    userId: UserId;
    seatKey: SeatKey;
  }): Promise<ParticipantId | undefined> {
    const row = await this.#connection.row(findSeat, [seat.meetingId, seat.userId, seat.seatKey]);
    return row?.participantId;
  }

  /** A router was closed; its producers and pipes fall with it. */
  async removeRouter(routerId: RouterId): Promise<void> {
    await this.#connection.prisma((prisma) => prisma.router.deleteMany({ where: { id: routerId } }));
  }

  /**
   * Writes a live peer's rows again after its server had lost them with its lease. False when the seat has a later
   * peer by now, or the server is not registered: the caller's peer is not current, and must end.
   */
  async restorePeer(peer: RestorePeer): Promise<boolean> {
    const row = await this.#connection.row(restorePeer, [JSON.stringify(peer)]);
    return row?.restored ?? false;
  }

  /** A peer was put on another router of its server, for these reasons. False when there is no such peer any more. */
  async movePeer({ peerId, workerId, routerId, decision }: MovePeer): Promise<boolean> {
    const { inputs, reasons } = decision;
    const moved = await this.#connection.row(movePeer, [
      peerId,
      workerId,
      routerId,
      JSON.stringify(inputs),
      JSON.stringify(reasons),
    ]);
    return moved !== undefined;
  }

  /** A peer ended. `keepSeat`: the person was lost and may come back; else they left and the seat is given up. */
  async leave({ peerId, seatEpoch, keepSeat }: LeaveRoom): Promise<LeaveOutcome> {
    const row = await this.#connection.row(leaveRoom, [peerId, seatEpoch, keepSeat]);
    if (row === undefined) throw new Error('leave_room answered no row');
    return row.outcome;
  }

  /** The epoch of each seat of a meeting: to find out what was announced while nobody could hear it. */
  async seatEpochs(meetingId: MeetingId): Promise<SeatEpochRow[]> {
    return this.#connection.rows(seatEpochs, [meetingId]);
  }

  /** Changes the seat's name or mute state and tells the other servers. False when there is no such seat. */
  async updateParticipant(change: UpdateParticipant): Promise<boolean> {
    const changed = await this.#connection.row(updateParticipant, [
      change.participantId,
      change.name ?? null,
      change.muted ?? null,
      change.cameraOff ?? null,
      change.serverId,
    ]);
    return changed !== undefined;
  }

  /** A room as this server must know it without asking others; undefined: there is no such meeting. */
  async readElsewhere(meetingId: MeetingId, serverId: ServerId): Promise<RoomElsewhere | undefined> {
    return this.#connection.row(readElsewhere, [meetingId, serverId]);
  }

  /** Whether a server has people of this meeting (000-12). */
  async hasServerPart({
    meetingId,
    serverId,
  }: {
    meetingId: MeetingId;
    serverId: ServerId;
  }): Promise<boolean> {
    return (await this.#connection.row(hasServerPart, [meetingId, serverId])) !== undefined;
  }

  /** A server has no people of this meeting any more (000-23..25). False when somebody joined there meanwhile. */
  async removeServerPart(part: { meetingId: MeetingId; serverId: ServerId }): Promise<boolean> {
    const row = await this.#connection.row(removeServerPart, [part.meetingId, part.serverId]);
    return row?.removed ?? false;
  }
}
