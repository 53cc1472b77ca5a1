import type { Database } from '@convene/db';
import { AppError, type Limits, type MeetingId, type ServerId } from '@convene/protocol';
import type {
  DemandReport,
  LinkedStreamStats,
  PartEvent,
  ReadStreamStats,
  StopOrder,
} from '@convene/protocol/link';
import { Scope } from '../media/Scope.ts';
import { wishOf } from '../room/demandRules.ts';
import type { LinkService, ServerStart } from './linkPorts.ts';
import type { RoomMap } from './RoomMap.ts';
import type { SharedRoom } from './SharedRoom.ts';

export type PartServiceOptions = {
  readonly rooms: Pick<RoomMap, 'all' | 'roomOf'>;
  readonly database: { readonly rooms: Pick<Database['rooms'], 'hasServerPart'> };
  readonly limits: Limits;
};

type Caller = { sockets: number; stopGrace: (() => void) | undefined };

/** This server's parts for the others to mirror, and what their people want of its streams (DESIGN §5). */
export class PartService implements LinkService {
  readonly #options: PartServiceOptions;
  readonly #scope = new Scope();
  readonly #callers = new Map<ServerId, Caller>();

  constructor(options: PartServiceOptions) {
    this.#options = options;
  }

  callerConnected({ serverId }: ServerStart): () => void {
    const caller = this.#callers.get(serverId) ?? { sockets: 0, stopGrace: undefined };
    this.#callers.set(serverId, caller);
    caller.sockets += 1;
    caller.stopGrace?.();
    return () => {
      caller.sockets -= 1;
      if (caller.sockets > 0) return;
      caller.stopGrace = this.#scope.timeout(this.#options.limits.linkGraceMs, () => {
        this.#callers.delete(serverId);
        for (const room of this.#options.rooms.all) room.demandLost(serverId);
      });
    };
  }

  async *watchRoom(
    caller: ServerStart,
    meetingId: MeetingId,
    signal: AbortSignal,
  ): AsyncGenerator<PartEvent> {
    const room = await this.requireRoom(caller.serverId, meetingId);
    yield* room.feed(signal);
  }

  async reportDemand({ serverId }: ServerStart, { meetingId, demands }: DemandReport): Promise<void> {
    const room = await this.requireRoom(serverId, meetingId);
    const wanted = demands.map((demand) => [demand.producerId, wishOf(demand)] as const);
    room.subscriber.demandReported(serverId, new Map(wanted));
  }

  async order({ serverId }: ServerStart, order: StopOrder): Promise<void> {
    const room = await this.requireRoom(serverId, order.meetingId);
    await room.subscriber.stopOrdered(serverId, order);
  }

  async readStreamStats(
    { serverId }: ServerStart,
    { meetingId, producerId }: ReadStreamStats,
  ): Promise<LinkedStreamStats> {
    const room = await this.requireRoom(serverId, meetingId);
    return room.streamStats(producerId);
  }

  /** @throws AppError meetingNotFound, forbidden: only servers that have people of the room are told of it */
  async requireRoom(serverId: ServerId, meetingId: MeetingId): Promise<SharedRoom> {
    const { rooms, database } = this.#options;
    const requireHere = () => {
      const room = rooms.roomOf(meetingId);
      if (room === undefined) throw AppError.of('meetingNotFound', { meetingId });
      return room;
    };
    if (!requireHere().isSharedWith(serverId)) {
      const hasPart = await database.rooms.hasServerPart({ meetingId, serverId });
      if (!hasPart) throw AppError.of('forbidden', { right: 'room', meetingId, serverId });
      // Its announcement may have been lost: that it asks is as good as one.
      requireHere().meet(serverId);
    }
    return requireHere();
  }

  close(): void {
    this.#scope.close();
  }
}
