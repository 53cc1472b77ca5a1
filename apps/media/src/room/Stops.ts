import { setTimeout as sleep } from 'node:timers/promises';
import {
  AppError,
  type ParticipantId,
  type Role,
  type ServerId,
  type StoppableSource,
} from '@convene/protocol';
import type { StopOrder } from '@convene/protocol/link';
import { keepsDoor, mayStop, requireMayStop } from './hostRules.ts';
import type { Room } from './Room.ts';
import type { Member } from './roomTypes.ts';
import type { LocalStream } from './Stream.ts';

/** A person may go to another server while that one is asked, or while they ask. */
const ATTEMPTS = 3;
/** By then it is known where they sit now, and with which right. */
const ASK_AGAIN_MS = 100;

/** Who wants something stopped, as their server knows them. */
export type StoppedBy = { readonly participantId: ParticipantId; readonly role: Role };

/**
 * Mutes people, turns their cameras off and ends what they share, by the word of others with the right (HOST-1..5). The
 * server on which a person sits does it; there is no way to turn anything on.
 */
export class Stops {
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  /** @throws AppError forbidden, participantNotFound, timeout */
  async stop(by: StoppedBy, participantId: ParticipantId, source: StoppableSource): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#stopOnce(by, participantId, source);
        return;
      } catch (error) {
        const isGone = AppError.from(error).code === 'participantNotFound';
        if (!isGone || attempt >= ATTEMPTS || !this.#room.gathering.roster.has(participantId)) throw error;
        await sleep(ASK_AGAIN_MS);
      }
    }
  }

  /** Everybody whom they may mute, but for themselves. @throws AppError timeout when a server did not answer */
  async muteAll(by: StoppedBy): Promise<void> {
    const { gathering, deps, meeting } = this.#room;
    const { meetingId } = meeting;
    const order: StopOrder = {
      meetingId,
      by: by.participantId,
      participantId: null,
      source: 'microphone',
    };
    const elsewhere = gathering.peopledServers.map((serverId) =>
      orderOfLeaving(deps.cluster.order(serverId, order)),
    );
    const results = await Promise.allSettled([this.#muteAllHere(by), ...elsewhere]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** What another server wants of people here: the one who wants it must sit there, with the right. */
  async ordered(serverId: ServerId, { by, participantId, source }: StopOrder): Promise<void> {
    const asking = await this.#requireAsking(serverId, by);
    if (participantId === null) {
      if (source !== 'microphone') throw AppError.invalidInput('source');
      await this.#muteAllHere(asking);
      return;
    }
    const { members, leaving } = this.#room.gathering;
    const member = members.get(participantId);
    const role = (member ?? leaving.of(participantId)[0])?.seat.role;
    if (role === undefined) throw AppError.participantNotFound(participantId);
    requireMayStop(asking.role, role);
    await this.#stopOfPerson(asking, participantId, source);
  }

  /** They may have come to that server, or got the right, a moment ago: it is about to tell of that. @throws AppError forbidden */
  async #requireAsking(serverId: ServerId, by: ParticipantId): Promise<StoppedBy> {
    for (let attempt = 1; ; attempt += 1) {
      const asking = this.#room.gathering.findElsewhere(serverId, by);
      if (asking !== undefined && keepsDoor(asking.role)) return asking;
      if (attempt >= ATTEMPTS) throw AppError.forbidden('cohost');
      await sleep(ASK_AGAIN_MS);
    }
  }

  async #stopOnce(by: StoppedBy, participantId: ParticipantId, source: StoppableSource): Promise<void> {
    const { gathering, deps, meeting } = this.#room;
    const target = gathering.roster.participants.find((other) => other.participantId === participantId);
    if (target === undefined) throw AppError.participantNotFound(participantId);
    requireMayStop(by.role, target.role);
    const sitsHere = gathering.members.has(participantId);
    const home = sitsHere ? undefined : gathering.serverOf(participantId);
    if (!sitsHere && home === undefined) throw AppError.participantNotFound(participantId);
    const order = { meetingId: meeting.meetingId, by: by.participantId, participantId, source };
    // Of somebody who moves the server that they come from sends for a while, too; they may have gone from there meanwhile.
    const elsewhere = gathering.serversSending(participantId).filter((serverId) => serverId !== home);
    const results = await Promise.allSettled([
      this.#stopOfPerson(by, participantId, source),
      ...(home === undefined ? [] : [deps.cluster.order(home, order)]),
      ...elsewhere.map((serverId) => orderOfLeaving(deps.cluster.order(serverId, order))),
    ]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** What the person sends here: by the peer that sits, and by those that a move has superseded. */
  async #stopOfPerson(by: StoppedBy, participantId: ParticipantId, source: StoppableSource): Promise<void> {
    const { members, leaving } = this.#room.gathering;
    const member = members.get(participantId);
    await Promise.all([
      ...(member === undefined ? [] : [this.#stopHere(by, member, source)]),
      ...leaving.of(participantId).map((former) => this.#stopFormer(by, former, source)),
    ]);
  }

  async #muteAllHere(by: StoppedBy): Promise<void> {
    const isMeant = ({ seat }: Member) =>
      seat.participantId !== by.participantId && mayStop(by.role, seat.role);
    const { members, gathering } = this.#room;
    await Promise.all([
      ...members.filter(isMeant).map((member) => this.#stopHere(by, member, 'microphone')),
      ...gathering.leaving.all.filter(isMeant).map((former) => this.#stopFormer(by, former, 'microphone')),
    ]);
  }

  /**
   * Whom a move has superseded sends on until the next peer's pictures are here, whatever its client does. A share that the next
   * peer does not send yet is told of here: else the client would begin it again there.
   */
  async #stopFormer(by: StoppedBy, member: Member, source: StoppableSource): Promise<void> {
    if (source !== 'screen') {
      // The person is told by the peer that sits: there it is on, too.
      if (await this.#pause(member, source)) this.#room.gathering.update();
      return;
    }
    const isShown = this.#room.gathering.roster.streams.some(
      ({ info }) => info.source === 'screen' && info.peerId === member.peer.peerId,
    );
    if (this.#endShare(member) && isShown) {
      member.peer.emit({ type: 'stoppedByHost', source, by: by.participantId });
    }
  }

  async #stopHere(by: StoppedBy, member: Member, source: StoppableSource): Promise<void> {
    const isOn = source === 'screen' ? this.#endShare(member) : await this.#turnOff(member, source);
    if (!isOn) return;
    const { participantId } = member.seat;
    member.seat.stopped.set(source, by.participantId);
    member.peer.emit({ type: 'stoppedByHost', source, by: by.participantId });
    this.#room.deps.persistence.audited({
      meetingId: this.#room.meeting.meetingId,
      by: by.participantId,
      action: 'stopSource',
      details: { participantId, source },
    });
  }

  /** Answers whether there was anything to turn off. */
  async #turnOff(member: Member, source: 'microphone' | 'camera'): Promise<boolean> {
    const { seat } = member;
    const wasOn = !(source === 'microphone' ? seat.info.muted : seat.info.cameraOff);
    const wasSent = await this.#pause(member, source);
    this.#room.updateSeat(seat, source === 'microphone' ? { muted: true } : { cameraOff: true });
    this.#room.gathering.update();
    return wasOn || wasSent;
  }

  /** Answers whether it was sent. */
  async #pause({ peer }: Member, source: 'microphone' | 'camera'): Promise<boolean> {
    const stream = peer.session?.producers.get(source);
    if (stream?.producer.paused !== false) return false;
    await peer.session?.producers.setPaused(stream, true);
    if (!stream.producer.closed) this.#room.deps.persistence.producerPaused(this.#record(stream));
    return true;
  }

  #endShare({ peer }: Member): boolean {
    const streams = (['screen', 'screenAudio'] as const).flatMap(
      (source) => peer.session?.producers.get(source) ?? [],
    );
    for (const { producer, info } of streams) {
      const { producerId, streamId } = info;
      producer.close();
      // Nobody else tells people of their own producers.
      peer.emit({ type: 'producerClosed', producerId, streamId });
    }
    return streams.length > 0;
  }

  #record({ info, origin }: LocalStream) {
    return { ...info, meetingId: this.#room.meeting.meetingId, routerId: origin.router.id };
  }
}

/** Whoever has gone from there by now sends nothing from there; when they were the last there is no room any more. */
async function orderOfLeaving(order: Promise<void>): Promise<void> {
  try {
    await order;
  } catch (error) {
    const { code } = AppError.from(error);
    if (code !== 'participantNotFound' && code !== 'meetingNotFound') throw error;
  }
}
