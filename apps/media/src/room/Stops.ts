import {
  AppError,
  type ParticipantId,
  type Role,
  type ServerId,
  type StoppableSource,
} from '@convene/protocol';
import type { StopOrder } from '@convene/protocol/link';
import { mayStop, requireKeepsDoor, requireMayStop } from './hostRules.ts';
import type { Room } from './Room.ts';
import type { Member } from './roomTypes.ts';
import type { LocalStream } from './Stream.ts';

/** A person may go to another server while that one is asked. */
const ATTEMPTS = 3;

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
    const elsewhere = gathering.peopledServers.map((serverId) => deps.cluster.order(serverId, order));
    const results = await Promise.allSettled([this.#muteAllHere(by), ...elsewhere]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** What another server wants of people here: the one who wants it must sit there, with the right. */
  async ordered(serverId: ServerId, { by, participantId, source }: StopOrder): Promise<void> {
    const asking = this.#room.gathering.findElsewhere(serverId, by);
    if (asking === undefined) throw AppError.forbidden('cohost');
    requireKeepsDoor(asking.role);
    if (participantId === null) {
      if (source !== 'microphone') throw AppError.invalidInput('source');
      await this.#muteAllHere(asking);
      return;
    }
    const member = this.#room.gathering.members.get(participantId);
    if (member === undefined) throw AppError.participantNotFound(participantId);
    requireMayStop(asking.role, member.seat.role);
    await this.#stopHere(asking, member, source);
  }

  async #stopOnce(by: StoppedBy, participantId: ParticipantId, source: StoppableSource): Promise<void> {
    const { gathering, deps, meeting } = this.#room;
    const target = gathering.roster.participants.find((other) => other.participantId === participantId);
    if (target === undefined) throw AppError.participantNotFound(participantId);
    requireMayStop(by.role, target.role);
    const member = gathering.members.get(participantId);
    if (member !== undefined) {
      await this.#stopHere(by, member, source);
      return;
    }
    const serverId = gathering.serverOf(participantId);
    if (serverId === undefined) throw AppError.participantNotFound(participantId);
    const { meetingId } = meeting;
    await deps.cluster.order(serverId, { meetingId, by: by.participantId, participantId, source });
  }

  async #muteAllHere(by: StoppedBy): Promise<void> {
    const targets = this.#room.members.filter(
      ({ seat }) => seat.participantId !== by.participantId && mayStop(by.role, seat.role),
    );
    await Promise.all(targets.map((member) => this.#stopHere(by, member, 'microphone')));
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
  async #turnOff({ peer, seat }: Member, source: 'microphone' | 'camera'): Promise<boolean> {
    const { info } = seat;
    const stream = peer.session?.producers.get(source);
    const wasOn =
      stream?.producer.paused === false || !(source === 'microphone' ? info.muted : info.cameraOff);
    if (stream?.producer.paused === false) {
      await peer.session?.producers.setPaused(stream, true);
      if (!stream.producer.closed) this.#room.deps.persistence.producerPaused(this.#record(stream));
    }
    this.#room.updateSeat(seat, source === 'microphone' ? { muted: true } : { cameraOff: true });
    this.#room.gathering.update();
    return wasOn;
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
