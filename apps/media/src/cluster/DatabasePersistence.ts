import type { Database, JoinOutcome, JoinRoom } from '@convene/db';
import {
  AppError,
  assertNever,
  type ChatMessage,
  type MeetingId,
  type ServerEpoch,
  type ServerId,
  WorkerId,
} from '@convene/protocol';
import type {
  JoinSeat,
  JoinSeatResult,
  NewChatMessage,
  ProducerRecord,
  RoomPersistence,
  StoredChat,
} from '../room/ports.ts';
import type { Registration } from './Registration.ts';
import type { RoomRows } from './rowParts.ts';
import type { WriteBehind } from './WriteBehind.ts';

export type DatabasePersistenceOptions = {
  readonly database: Database;
  readonly registration: Registration;
  readonly writes: WriteBehind;
  /** A join's answer tells of the room's other servers too (000-13, 000-20). */
  readonly onRoomRead: (meetingId: MeetingId, rows: RoomRows) => void;
};

/** Rooms' memory in Postgres. A seat and a chat message are waited for; all else is written behind. */
export class DatabasePersistence implements RoomPersistence {
  readonly #database: Database;
  readonly #registration: Registration;
  readonly #writes: WriteBehind;
  readonly #onRoomRead: DatabasePersistenceOptions['onRoomRead'];

  constructor({ database, registration, writes, onRoomRead }: DatabasePersistenceOptions) {
    this.#database = database;
    this.#registration = registration;
    this.#writes = writes;
    this.#onRoomRead = onRoomRead;
  }

  async joinSeat(join: JoinSeat): Promise<JoinSeatResult> {
    const { serverId, epoch } = this.#registration.requireRegistered();
    const workerId = WorkerId.parse(join.place.workerId);
    await this.#registration.requireWorkerKnown(workerId);
    // Before the statement: a heartbeat between it and its answer would write the reservation away.
    const giveBack = this.#registration.reserve(join.weight);
    let outcome: JoinOutcome | undefined;
    try {
      outcome = await this.#database.rooms.join(this.#toRow(join, { serverId, epoch, workerId }));
    } finally {
      if (outcome?.outcome !== 'joined') giveBack();
    }
    if (outcome.outcome === 'joined') this.#onRoomRead(join.claims.meetingId, outcome);
    return this.#toResult(join, outcome);
  }

  async appendChat({ meetingId, participantId, name, ...chat }: NewChatMessage): Promise<StoredChat> {
    const { clientMessageId, message, to } = chat;
    const outcome = await this.#database.chat.append({
      meetingId,
      participantId,
      senderName: name,
      clientMessageId,
      text: message,
      ...(to === undefined ? {} : { to }),
    });
    if (outcome.outcome === 'meetingNotFound') throw AppError.of('meetingNotFound');
    const { seq, timestamp, duplicate } = outcome;
    return {
      isNew: !duplicate,
      message: {
        seq,
        clientMessageId,
        participantId,
        name,
        message,
        timestamp,
        ...(to === undefined ? {} : { to }),
      },
    };
  }

  async readChat(meetingId: MeetingId, afterSeq: number): Promise<readonly ChatMessage[]> {
    return this.#database.chat.listAfter(meetingId, afterSeq);
  }

  leaveSeat({ meetingId, ...peer }: Parameters<RoomPersistence['leaveSeat']>[0]): void {
    this.#writes.write(meetingId, 'leave', () => this.#database.rooms.leave(peer));
  }

  routerChanged({ meetingId, place, ...move }: Parameters<RoomPersistence['routerChanged']>[0]): void {
    const workerId = WorkerId.parse(place.workerId);
    this.#writes.write(meetingId, 'router changed', async () => {
      await this.#registration.requireWorkerKnown(workerId);
      // Rows that have fallen with this server's lease come again with it.
      await this.#database.rooms.movePeer({ ...move, workerId });
    });
  }

  participantChanged({ meetingId, ...change }: Parameters<RoomPersistence['participantChanged']>[0]): void {
    const { serverId } = this.#registration;
    this.#writes.write(meetingId, 'participant', () =>
      this.#database.rooms.updateParticipant({ ...change, serverId }),
    );
  }

  async changeState({
    meetingId,
    stateVersion,
    state,
  }: Parameters<RoomPersistence['changeState']>[0]): ReturnType<RoomPersistence['changeState']> {
    const answer = await this.#database.roomState.compareAndSet(meetingId, stateVersion, state);
    switch (answer.outcome) {
      case 'changed': {
        return { changed: true, state, stateVersion: answer.version };
      }
      case 'conflict': {
        const { state: now, version } = answer.current;
        return { changed: false, state: now, stateVersion: version };
      }
      case 'meetingNotFound': {
        throw AppError.of('meetingNotFound', { meetingId });
      }
      default: {
        return assertNever(answer);
      }
    }
  }

  async act(...[who, action]: Parameters<RoomPersistence['act']>): Promise<void> {
    await this.#database.hosts.act(who, action);
  }

  leaveKnock({ meetingId, peerId, keepPlace }: Parameters<RoomPersistence['leaveKnock']>[0]): void {
    this.#writes.write(meetingId, 'knock', () => this.#database.hosts.leaveKnock(peerId, keepPlace));
  }

  appointHeir(meetingId: MeetingId): void {
    this.#database.hosts.appointHeir(meetingId).catch(() => {
      // The database is away: it is asked again with the next look.
    });
  }

  audited({ meetingId, by, action, details = {} }: Parameters<RoomPersistence['audited']>[0]): void {
    this.#writes.write(meetingId, 'audit', () =>
      this.#database.audit.append({ actor: by, action, details: { meetingId, ...details } }),
    );
  }

  producerAdded(producer: ProducerRecord): void {
    const { serverId } = this.#registration;
    this.#writes.write(producer.meetingId, 'producer', () =>
      this.#database.producers.add({ ...producer, serverId }),
    );
  }

  producerPaused({ meetingId, producerId, paused }: ProducerRecord): void {
    this.#writes.write(meetingId, 'producer paused', () =>
      this.#database.producers.setPaused(producerId, paused),
    );
  }

  producerRemoved({ meetingId, producerId }: Pick<ProducerRecord, 'meetingId' | 'producerId'>): void {
    this.#writes.write(meetingId, 'producer removed', () => this.#database.producers.remove(producerId));
  }

  #toRow(
    join: JoinSeat,
    { serverId, epoch, workerId }: { serverId: ServerId; epoch: ServerEpoch; workerId: WorkerId },
  ): JoinRoom {
    const { meetingId, userId, seatKey, role, spread, predecessor } = join.claims;
    return {
      meetingId,
      userId,
      seatKey,
      role,
      name: join.name,
      peerId: join.peerId,
      serverId,
      serverEpoch: epoch,
      workerId,
      routerId: join.routerId,
      weight: join.weight,
      takeOver: join.takeOver,
      ...(join.heldSeatEpoch === undefined ? {} : { heldSeatEpoch: join.heldSeatEpoch }),
      ...(join.muted === undefined ? {} : { muted: join.muted }),
      ...(join.cameraOff === undefined ? {} : { cameraOff: join.cameraOff }),
      ...(spread === undefined ? {} : { spread }),
      ...(predecessor === undefined ? {} : { predecessor }),
      decision: join.decision,
    };
  }

  #toResult({ claims }: JoinSeat, outcome: JoinOutcome): JoinSeatResult {
    switch (outcome.outcome) {
      case 'joined': {
        const { participantId, seatEpoch, role, name, muted, cameraOff, joinedAt, chatSeq } = outcome;
        const { roomState: state, roomStateVersion: stateVersion } = outcome;
        const seat = { participantId, seatEpoch, role, name, muted, cameraOff, joinedAt };
        return { result: 'joined', ...seat, state, stateVersion, chatSeq, door: outcome.door };
      }
      case 'seatTaken': {
        return { result: 'seatTaken' };
      }
      case 'waiting': {
        return { result: 'waiting', since: outcome.since };
      }
      case 'removed': {
        throw AppError.removedFromMeeting(claims.meetingId);
      }
      case 'locked': {
        throw AppError.meetingLocked(claims.meetingId);
      }
      case 'refused': {
        throw AppError.admissionRefused(claims.meetingId);
      }
      case 'elsewhere': {
        return { result: 'elsewhere', serverId: outcome.serverId, reason: 'moved' };
      }
      case 'serverFull': {
        return { result: 'elsewhere', serverId: null, reason: 'full' };
      }
      case 'serverClosing': {
        return { result: 'elsewhere', serverId: null, reason: 'closing' };
      }
      case 'meetingNotFound': {
        throw AppError.meetingNotFound(claims.slug);
      }
      case 'meetingEnded': {
        throw AppError.meetingEnded(claims.meetingId);
      }
      case 'meetingFull': {
        throw AppError.meetingFull(claims.meetingId, outcome.limit);
      }
      case 'notRegistered': {
        this.#registration.renewSoon();
        throw AppError.databaseUnavailable(new Error('this server is not registered'));
      }
      default: {
        return assertNever(outcome);
      }
    }
  }
}
