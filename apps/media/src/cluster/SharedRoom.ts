import type { Database, RoomAnnouncement } from '@convene/db';
import {
  AppError,
  assertNever,
  type Limits,
  type MeetingId,
  type ProducerId,
  type ServerId,
} from '@convene/protocol';
import type { LinkedStreamStats, PartEvent, StopOrder, WantedLayer } from '@convene/protocol/link';
import type { Log } from '../media/Log.ts';
import type { LocalPart, RoomSubscriber } from '../room/ports.ts';
import type { Links } from './Links.ts';
import { OtherPart } from './OtherPart.ts';
import { feedOf } from './partFeed.ts';
import { partsOfRows, type RoomRows } from './rowParts.ts';
import { TakenSeats } from './TakenSeats.ts';

/** Nobody wants the stream. */
const UNWANTED = -1;

export type SharedRoomOptions = {
  readonly meetingId: MeetingId;
  readonly ownServerId: ServerId;
  readonly subscriber: RoomSubscriber;
  readonly local: LocalPart;
  readonly database: { readonly rooms: Pick<Database['rooms'], 'readElsewhere'> };
  readonly links: Pick<Links, 'use'>;
  readonly limits: Limits;
  readonly log: Log;
  /** Whether a server that the rows do not have is gone; else it may be this one that cannot see them. */
  readonly isSteady: () => boolean;
};

type Shared = { readonly part: OtherPart; readonly release: () => void };

/** One room of this server among those of other servers: who else has a part in it, and what is told of it. */
export class SharedRoom {
  readonly meetingId: MeetingId;
  readonly subscriber: RoomSubscriber;
  readonly #options: SharedRoomOptions;
  readonly #log: Log;
  readonly #others = new Map<ServerId, Shared>();
  readonly #takenSeats: TakenSeats;
  readonly #closing = new AbortController();
  #fetching: Promise<void> | undefined;
  #isFetchWanted = false;
  #isStale = false;
  /** Somebody waited to be let in when the room was read last: who sits down now may be one of them. */
  #isWaitedFor = false;

  constructor(options: SharedRoomOptions) {
    this.meetingId = options.meetingId;
    this.subscriber = options.subscriber;
    this.#options = options;
    this.#log = options.log.child({ meetingId: options.meetingId });
    this.#takenSeats = new TakenSeats({
      waitMs: options.limits.databaseMs,
      onTaken: (seat) => options.subscriber.seatTakenElsewhere(seat),
    });
  }

  /** Whether this server is known to have a part in the room. */
  isSharedWith(serverId: ServerId): boolean {
    return this.#others.has(serverId);
  }

  /**
   * A part that its server does not tell of itself: the rows count, and change without a word when a lease ends. Or they
   * could not be read when they were to be. Or somebody waits to be let in, whose server may die without a word.
   */
  get needsRows(): boolean {
    return (
      this.#isStale || this.#isWaitedFor || [...this.#others.values()].some(({ part }) => !part.isMirrored)
    );
  }

  /** For another server: the whole part, then each change, until the room or the signal ends it. */
  feed(signal: AbortSignal): AsyncIterable<PartEvent> {
    return feedOf(this.#options.local, AbortSignal.any([signal, this.#closing.signal]));
  }

  /** This server has a part, because it said so. */
  meet(serverId: ServerId): void {
    this.#require(serverId).expect();
  }

  /** What the database has of the room: a join's answer, or read since. */
  learn(rows: RoomRows): void {
    if (this.#closing.signal.aborted) return;
    for (const { participantId, seatEpoch } of rows.roster) {
      this.subscriber.seatRead({ participantId, seatEpoch });
    }
    const parts = partsOfRows(rows, this.#options.ownServerId);
    for (const [serverId, part] of parts) this.#require(serverId).learn(part);
    if (!this.#options.isSteady()) return;
    for (const [serverId, { part }] of this.#others) {
      if (!parts.has(serverId) && !part.learn(undefined)) this.#drop(serverId);
    }
  }

  /**
   * Of a server that has been out of reach for long nobody sees what is sent here: it wants nothing, until it says anew
   * what it wants.
   */
  demandLost(serverId: ServerId): void {
    if (!this.isSharedWith(serverId)) return;
    const { streams } = this.#options.local.read();
    this.subscriber.demandReported(
      serverId,
      new Map(streams.map(({ producerId }) => [producerId, UNWANTED])),
    );
  }

  reportDemand(serverId: ServerId, demands: ReadonlyMap<ProducerId, WantedLayer>): void {
    this.#others.get(serverId)?.part.reportDemand(demands);
  }

  /** @throws AppError participantNotFound, timeout, and what the other server answers */
  async order(serverId: ServerId, order: StopOrder): Promise<void> {
    const shared = this.#others.get(serverId);
    if (shared === undefined) throw AppError.of('participantNotFound', { serverId });
    await shared.part.order(order);
  }

  /** Of a stream that is sent here, for another server. @throws AppError producerNotFound */
  async streamStats(producerId: ProducerId): Promise<LinkedStreamStats> {
    return this.#options.local.streamStats(producerId);
  }

  /** Of a stream that is sent there; undefined: that server has no part in the room. @throws AppError */
  async readStreamStats(serverId: ServerId, producerId: ProducerId): Promise<LinkedStreamStats | undefined> {
    return this.#others.get(serverId)?.part.readStreamStats(producerId);
  }

  /** News by NOTIFY (000-9): of servers that cannot be heard over their link, and of those not met yet. */
  hear(announcement: RoomAnnouncement): void {
    // One that was on its way when the room ended would open a link that nobody closes.
    if (this.#closing.signal.aborted) return;
    // What this server announced itself comes back to it (000-26).
    if ('serverId' in announcement && announcement.serverId === this.#options.ownServerId) return;
    switch (announcement.type) {
      case 'participantJoined': {
        this.subscriber.seatTakenElsewhere(announcement);
        this.meet(announcement.serverId);
        if (this.#isWaitedFor) void this.refetch();
        else this.#rowsChanged(announcement.serverId);
        return;
      }
      case 'producerAdded': {
        this.#require(announcement.serverId);
        this.#rowsChanged(announcement.serverId);
        return;
      }
      case 'participantLeft':
      case 'participantChanged':
      case 'producerPaused':
      case 'producerResumed':
      case 'producerRemoved':
      case 'serverLeft': {
        this.#rowsChanged(announcement.serverId);
        return;
      }
      case 'chatAppended': {
        this.subscriber.chatAppended(announcement.seq);
        return;
      }
      case 'roomChanged':
      case 'roomStateChanged': {
        void this.refetch();
        return;
      }
      default: {
        assertNever(announcement);
      }
    }
  }

  /**
   * Reads the rows; asked again while it does, it reads once more. Resolves when what was so at the call is told, or could
   * not be read: that is tried again with the next tick.
   */
  async refetch(): Promise<void> {
    this.#isFetchWanted = true;
    this.#fetching ??= this.#fetchWanted();
    await this.#fetching;
  }

  close(): void {
    this.#closing.abort();
    this.#takenSeats.close();
    for (const serverId of [...this.#others.keys()]) this.#drop(serverId);
  }

  /** News of what a mirrored part has told itself are no news. */
  #rowsChanged(serverId: ServerId | null): void {
    if (serverId !== null && this.#others.get(serverId)?.part.isMirrored === true) return;
    void this.refetch();
  }

  async #fetchWanted(): Promise<void> {
    while (this.#isFetchWanted) {
      this.#isFetchWanted = false;
      try {
        await this.#fetch();
        this.#isStale = false;
      } catch (error) {
        this.#isStale = true;
        this.#log.info('room not read', { code: AppError.from(error).code });
      }
    }
    // In the turn in which nothing more was wanted: whoever asks later begins anew.
    this.#fetching = undefined;
  }

  async #fetch(): Promise<void> {
    const { database, ownServerId } = this.#options;
    const rows = await database.rooms.readElsewhere(this.meetingId, ownServerId);
    if (rows === undefined || this.#closing.signal.aborted) return;
    this.subscriber.roomStateChanged(rows.roomState, rows.roomStateVersion);
    if (rows.chatSeq > 0) this.subscriber.chatAppended(rows.chatSeq);
    this.learn(rows);
    const { ended, door, roster, answeredKnocks, supersededKnocks, removedSeats } = rows;
    this.#isWaitedFor = door.waiting.length > 0;
    this.subscriber.roomRead({
      ended,
      door,
      roles: new Map(roster.map(({ participantId, role }) => [participantId, role])),
      answeredKnocks: new Map(answeredKnocks.map(({ peerId, state }) => [peerId, state])),
      supersededKnocks: new Set(supersededKnocks),
      removedSeats: new Map(removedSeats.map(({ participantId, seatEpoch }) => [participantId, seatEpoch])),
    });
  }

  #require(serverId: ServerId): OtherPart {
    const existing = this.#others.get(serverId);
    if (existing !== undefined) return existing.part;
    const { links, limits, subscriber } = this.#options;
    const { link, release } = links.use(serverId);
    const part = new OtherPart({
      meetingId: this.meetingId,
      link,
      subscriber: {
        partChanged: (...[of, told]) => {
          subscriber.partChanged(of, told);
          this.#takenSeats.hear(told?.participants ?? []);
        },
        seatTakenElsewhere: (seat) => subscriber.seatTakenElsewhere(seat),
        signalReceived: (...signal) => subscriber.signalReceived(...signal),
        chatAppended: (seq) => subscriber.chatAppended(seq),
      },
      onRoomChanged: () => void this.refetch(),
      limits,
      log: this.#log,
    });
    this.#others.set(serverId, { part, release });
    this.#log.info('room is shared', { serverId });
    return part;
  }

  #drop(serverId: ServerId): void {
    const shared = this.#others.get(serverId);
    if (shared === undefined) return;
    this.#others.delete(serverId);
    shared.part.close();
    shared.release();
    this.#log.info('room is no longer shared', { serverId });
  }
}
