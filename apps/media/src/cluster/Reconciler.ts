import type { Database } from '@convene/db';
import { AppError, assertNever, type Limits } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { HeldTransport, MediaRouter } from '../media/MediaRouter.ts';
import { Scope } from '../media/Scope.ts';
import type { Room } from '../room/Room.ts';
import type { Rooms } from '../room/Rooms.ts';
import { type Difference, type LiveMap, mapDifferences } from './mapDifferences.ts';
import type { Registration } from './Registration.ts';
import { restoreMember, restoreProducer } from './restoreRows.ts';
import { Suspects } from './Suspects.ts';
import type { WriteBehind } from './WriteBehind.ts';

export type ReconcilerOptions = {
  readonly database: Database;
  readonly registration: Registration;
  readonly writes: WriteBehind;
  readonly rooms: Rooms;
  /** All routers of this server that serve a meeting. */
  readonly routers: () => readonly MediaRouter[];
  readonly limits: Limits;
  readonly log: Log;
};

/**
 * Compares the map with what lives here (DESIGN §5), and puts both right: rows of what does not live go, what lives
 * without its rows gets them, and a transport that nobody has is closed. The rows of pipes are `PipeRows`' affair.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #log: Log;
  readonly #scope = new Scope();
  readonly #differences: Suspects<Difference>;
  readonly #transports: Suspects<HeldTransport>;
  #isComparing = false;

  constructor(options: ReconcilerOptions) {
    const { reconcileMs, reconcileAgeMs, pipeIdleMs } = options.limits;
    this.#options = options;
    this.#log = options.log;
    this.#differences = new Suspects(reconcileAgeMs, ({ type, id }) => `${type} ${id}`);
    this.#transports = new Suspects(
      Math.max(reconcileAgeMs, 2 * pipeIdleMs),
      ({ transport }) => transport.id,
    );
    this.#scope.interval(reconcileMs, () => {
      this.#closeLeaked();
      void this.#compare();
    });
  }

  close(): void {
    this.#scope.close();
  }

  async #compare(): Promise<void> {
    const { database, registration } = this.#options;
    if (this.#isComparing || !registration.isRegistered) return;
    this.#isComparing = true;
    try {
      const rows = await database.map.readServer(registration.serverId);
      if (this.#scope.closed) return;
      const found = this.#differences.see(mapDifferences(rows, this.#live()), performance.now());
      this.#repair(found);
    } catch (error) {
      this.#log.info('map not compared', { code: AppError.from(error).code });
    } finally {
      this.#isComparing = false;
    }
  }

  #repair(found: readonly Difference[]): void {
    if (found.length === 0) return;
    const ids = Object.groupBy(found, ({ type }) => type);
    const fields = Object.entries(ids).map(([type, of]) => [type, of.map(({ id }) => id)] as const);
    this.#log.info('map repaired', { count: found.length, ...Object.fromEntries(fields) });
    for (const difference of found) {
      // Among the room's other writes: a leaving that comes meanwhile is written behind, and wins.
      this.#options.writes.write(difference.meetingId, 'repair', () => this.#put(difference));
    }
  }

  async #put(difference: Difference): Promise<unknown> {
    const { database, registration } = this.#options;
    const { serverId } = registration;
    switch (difference.type) {
      case 'falsePeer': {
        if (this.#isPeerHere(difference.id)) return undefined;
        return database.rooms.leave({ peerId: difference.id, seatEpoch: null, keepSeat: true });
      }
      case 'falseProducer': {
        return database.producers.remove(difference.id);
      }
      case 'falseRouter': {
        return database.rooms.removeRouter(difference.id);
      }
      case 'falsePart': {
        if (this.#roomOf(difference) !== undefined) return undefined;
        return database.rooms.removeServerPart({ meetingId: difference.meetingId, serverId });
      }
      case 'lostPeer': {
        const member = this.#roomOf(difference)?.members.find(({ peer }) => peer.peerId === difference.id);
        return member && restoreMember(this.#options, difference.meetingId, member);
      }
      case 'lostProducer': {
        const members = this.#roomOf(difference)?.members ?? [];
        const owner = members.find(({ peer }) =>
          peer.session?.producers.streams.some(({ info }) => info.producerId === difference.id),
        );
        return owner && restoreProducer(this.#options, owner, difference);
      }
      default: {
        return assertNever(difference);
      }
    }
  }

  #live(): LiveMap {
    const { rooms, routers } = this.#options;
    return {
      routerIds: new Set(routers().map(({ id }) => id)),
      rooms: rooms.all.map((room) => ({
        meetingId: room.meeting.meetingId,
        peerIds: room.peerIds,
        members: room.members.map(({ peer: { peerId, session } }) => ({
          peerId,
          routerId: session?.media.router.id,
          producers: (session?.producers.streams ?? []).map(({ info: { producerId, paused } }) => {
            return { producerId, paused };
          }),
        })),
        producerIds: new Set(room.gathering.roster.localStreams.map(({ info }) => info.producerId)),
      })),
    };
  }

  #roomOf({ meetingId }: { meetingId: string | null }): Room | undefined {
    return this.#options.rooms.all.find((room) => room.meeting.meetingId === meetingId);
  }

  #isPeerHere(peerId: Difference['id']): boolean {
    return this.#options.rooms.all.some(({ peerIds }) => [...peerIds].some((id) => id === peerId));
  }

  /** Those that belong to no peer, and pipes over which nothing goes: theirs would have closed them (`pipeIdleMs`). */
  #closeLeaked(): void {
    const { rooms, routers } = this.#options;
    const owned = new Set(rooms.all.flatMap((room) => room.transportIds));
    const unowned = routers()
      .flatMap((router) => router.transports)
      .filter(({ transport, streams }) =>
        transport.type === 'pipe' ? streams === 0 : !owned.has(transport.id),
      );
    const leaked = this.#transports.see(unowned, performance.now());
    if (leaked.length === 0) return;
    const transportIds = leaked.map(({ transport }) => transport.id);
    this.#log.info('transports closed that belong to nobody', { count: leaked.length, transportIds });
    for (const { transport } of leaked) transport.close();
  }
}
