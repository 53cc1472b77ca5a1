import type { MeetingId, MeetingSlug, SeatKey, ServerId, UserId } from '@convene/protocol';
import type { Connection } from '../connection/Connection.ts';
import { isUniqueViolation } from '../connection/databaseError.ts';
import { MeetingRow, MeetingSettings } from '../rows/meeting.ts';
import type { ServerDecision } from './PlacementStore.ts';
import { endMeeting, readForEnter, takeHome, type EnterView } from './meetingStatements.ts';

export type CreateMeeting = {
  slug: MeetingSlug;
  title: string;
  hostUserId: UserId;
  settings?: MeetingSettings;
};

/** A code that is taken is no fault: the caller draws another one. */
export type CreateMeetingOutcome = { outcome: 'created'; meeting: MeetingRow } | { outcome: 'slugTaken' };

/** Meetings: what is there before and after anybody sits in them. */
export class MeetingStore {
  readonly #connection: Connection;

  readonly #limits: { readonly seatKeptMs: number; readonly refusedMs: number };

  constructor(connection: Connection, limits: { seatKeptMs: number; refusedMs: number }) {
    this.#connection = connection;
    this.#limits = limits;
  }

  async create({ slug, title, hostUserId, settings = {} }: CreateMeeting): Promise<CreateMeetingOutcome> {
    try {
      const row = await this.#connection.prisma((prisma) =>
        prisma.meeting.create({
          data: {
            slug,
            title,
            settings: MeetingSettings.parse(settings),
            host: { connectOrCreate: { where: { id: hostUserId }, create: { id: hostUserId } } },
          },
        }),
      );
      return { outcome: 'created', meeting: MeetingRow.parse(row) };
    } catch (error) {
      if (isUniqueViolation(error)) return { outcome: 'slugTaken' };
      throw error;
    }
  }

  /** A meeting by its id, or undefined. */
  async get(meetingId: MeetingId): Promise<MeetingRow | undefined> {
    const row = await this.#connection.prisma((prisma) =>
      prisma.meeting.findUnique({ where: { id: meetingId } }),
    );
    return row === null ? undefined : MeetingRow.parse(row);
  }

  /** A meeting by its code, or undefined. */
  async find(slug: MeetingSlug): Promise<MeetingRow | undefined> {
    const row = await this.#connection.prisma((prisma) => prisma.meeting.findUnique({ where: { slug } }));
    return row === null ? undefined : MeetingRow.parse(row);
  }

  /** All that `meeting.enter` needs, in one statement; undefined when there is no such meeting. */
  async readForEnter(who: {
    slug: MeetingSlug;
    userId: UserId;
    seatKey: SeatKey;
  }): Promise<EnterView | undefined> {
    const { seatKeptMs, refusedMs } = this.#limits;
    return this.#connection.row(readForEnter, [who.slug, who.userId, who.seatKey, seatKeptMs, refusedMs]);
  }

  /**
   * Makes `next` the meeting's home server unless somebody else changed it from `expected` meanwhile. Answers the
   * home that holds: the row itself settles the race of first joiners. The decision is written if `next` is it.
   */
  async takeHome(change: {
    meetingId: MeetingId;
    expected: ServerId | null;
    next: ServerId;
    decided?: Pick<ServerDecision, 'userId' | 'participantId' | 'decision'>;
  }): Promise<ServerId | undefined> {
    const { meetingId, expected, next, decided } = change;
    const row = await this.#connection.row(takeHome, [
      meetingId,
      expected,
      next,
      decided?.userId ?? null,
      decided?.participantId ?? null,
      decided === undefined ? null : JSON.stringify(decided.decision.inputs),
      decided === undefined ? null : JSON.stringify(decided.decision.reasons),
    ]);
    return row?.homeServerId;
  }

  /** Ends a meeting for good: nobody can join any more. */
  async end(meetingId: MeetingId): Promise<void> {
    await this.#connection.rows(endMeeting, [meetingId]);
  }
}
