import { type Database, parseAnnouncement } from '@convene/db';
import { AppError, type Limits, type MeetingId, type ProducerId, type ServerId } from '@convene/protocol';
import type { WantedLayer } from '@convene/protocol/link';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import type { LocalPart, RoomCluster, RoomSubscriber } from '../room/ports.ts';
import type { Links } from './Links.ts';
import type { Registration } from './Registration.ts';
import type { RoomRows } from './rowParts.ts';
import { SharedRoom } from './SharedRoom.ts';
import type { WriteBehind } from './WriteBehind.ts';

export type RoomMapOptions = {
  readonly database: Database;
  readonly registration: Registration;
  readonly writes: WriteBehind;
  readonly links: Pick<Links, 'use'>;
  readonly limits: Limits;
  readonly log: Log;
};

/**
 * The rooms of this server in the map of all (000-9..14, 000-23..26): LISTEN and NOTIFY tell which servers share a
 * room; what is in their parts they tell over their links; without a link their rows count.
 */
export class RoomMap implements RoomCluster {
  readonly #options: RoomMapOptions;
  readonly #scope = new Scope();
  /** A room that ends may still be here while the next one of its meeting begins: the later one counts. */
  readonly #rooms = new Map<MeetingId, SharedRoom[]>();

  constructor(options: RoomMapOptions) {
    this.#options = options;
    this.#scope.defer(options.database.listener.onReconnect(() => this.#catchUp()));
    this.#scope.interval(options.limits.linkRetryMostMs, () => this.#refetch());
  }

  get all(): readonly SharedRoom[] {
    return [...this.#rooms.values()].flat();
  }

  /** The room of a meeting, while this server has one. */
  roomOf(meetingId: MeetingId): SharedRoom | undefined {
    return this.#rooms.get(meetingId)?.at(-1);
  }

  async listen(meetingId: MeetingId, subscriber: RoomSubscriber, local: LocalPart): Promise<() => void> {
    const { database, registration, links, limits, log } = this.#options;
    const room = new SharedRoom({
      meetingId,
      subscriber,
      local,
      ownServerId: registration.serverId,
      database,
      links,
      limits,
      log,
      isSteady: () => registration.isSteady,
    });
    const hear = (payload: string) => this.#hear(payload, room);
    // Before it is listened to: whoever hears of the first join asks for this part at once.
    this.#add(room);
    try {
      await database.listener.listen(meetingId, hear);
    } catch (error) {
      this.#remove(room);
      throw error;
    }
    return () => {
      this.#remove(room);
      database.listener
        .unlisten(meetingId, hear)
        .catch((error: unknown) => log.warn('still listening', { error }));
    };
  }

  /** What a join's answer has of the room's other servers (000-13). */
  learn(meetingId: MeetingId, rows: RoomRows): void {
    this.roomOf(meetingId)?.learn(rows);
  }

  reportDemand(
    meetingId: MeetingId,
    serverId: ServerId,
    demands: ReadonlyMap<ProducerId, WantedLayer>,
  ): void {
    this.roomOf(meetingId)?.reportDemand(serverId, demands);
  }

  async order(...[serverId, order]: Parameters<RoomCluster['order']>): Promise<void> {
    const room = this.roomOf(order.meetingId);
    if (room === undefined) throw AppError.of('meetingNotFound', { meetingId: order.meetingId });
    await room.order(serverId, order);
  }

  async refresh(meetingId: MeetingId): Promise<void> {
    await this.roomOf(meetingId)?.refetch();
  }

  async readStreamStats({
    meetingId,
    serverId,
    producerId,
  }: Parameters<RoomCluster['readStreamStats']>[0]): ReturnType<RoomCluster['readStreamStats']> {
    return this.roomOf(meetingId)?.readStreamStats(serverId, producerId);
  }

  routerClosed({ meetingId, routerId }: Parameters<RoomCluster['routerClosed']>[0]): void {
    const { database, writes } = this.#options;
    writes.write(meetingId, 'router removed', () => database.rooms.removeRouter(routerId));
  }

  roomClosed({ meetingId, routerIds }: Parameters<RoomCluster['roomClosed']>[0]): void {
    const { database, registration, writes } = this.#options;
    const { serverId } = registration;
    // Behind the leaving of the last peer, because a part with a peer in it stays.
    writes.write(meetingId, 'server part removed', () =>
      database.rooms.removeServerPart({ meetingId, serverId }),
    );
    for (const routerId of routerIds) this.routerClosed({ meetingId, routerId });
  }

  close(): void {
    this.#scope.close();
    for (const room of this.all) this.#remove(room);
  }

  #add(room: SharedRoom): void {
    this.#rooms.set(room.meetingId, [...(this.#rooms.get(room.meetingId) ?? []), room]);
  }

  #remove(room: SharedRoom): void {
    const left = (this.#rooms.get(room.meetingId) ?? []).filter((other) => other !== room);
    if (left.length === 0) this.#rooms.delete(room.meetingId);
    else this.#rooms.set(room.meetingId, left);
    room.close();
  }

  #hear(payload: string, room: SharedRoom): void {
    const announcement = parseAnnouncement(payload);
    if (announcement === undefined) {
      const { meetingId } = room;
      this.#options.log.warn('announcement is unreadable', { meetingId, bytes: payload.length });
      return;
    }
    room.hear(announcement);
  }

  /** While the connection was broken seats may have been taken on other servers, and nobody heard of it. */
  #catchUp(): void {
    const { database, writes } = this.#options;
    for (const room of this.all) {
      // In the queue of the meeting's rows, because that tries again when the database goes away once more.
      writes.write(room.meetingId, 'room read again', async () => {
        for (const seat of await database.rooms.seatEpochs(room.meetingId)) {
          room.subscriber.seatTakenElsewhere(seat);
        }
        await room.refetch();
      });
    }
  }

  /** The end of a lease is announced by nobody. */
  #refetch(): void {
    for (const room of this.all) if (room.needsRows) void room.refetch();
  }
}
