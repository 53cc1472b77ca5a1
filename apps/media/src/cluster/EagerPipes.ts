import type { MeetingId, ServerId } from '@convene/protocol';
import type { MediaRouter } from '../media/MediaRouter.ts';
import type { PipeUse, RoomPipes } from '../room/pipePorts.ts';
import type { LocalPart, RemotePart, RoomCluster, RoomSubscriber } from '../room/ports.ts';

export type EagerPipesOptions = {
  readonly cluster: RoomCluster;
  readonly pipes: RoomPipes;
  /** The routers that a room has on this server. */
  readonly routersOf: (meetingId: MeetingId) => readonly MediaRouter[];
};

/**
 * A room's cluster with which every producer of another server is piped to all of the room's routers as soon as it is
 * announced (000-22, 000-27), whether anybody there wants it or not (X18, `PIPE_EAGER`).
 */
export class EagerPipes implements RoomCluster {
  readonly #options: EagerPipesOptions;
  readonly #rooms = new Set<{ readonly meetingId: MeetingId; readonly review: () => void }>();

  constructor(options: EagerPipesOptions) {
    this.#options = options;
  }

  async listen(meetingId: MeetingId, subscriber: RoomSubscriber, local: LocalPart): Promise<() => void> {
    const uses = new Map<string, PipeUse>();
    const parts = new Map<ServerId, RemotePart>();
    const room = { meetingId, review: () => this.#review(meetingId, parts, uses) };
    const end = await this.#options.cluster.listen(
      meetingId,
      {
        seatTakenElsewhere: (seat) => subscriber.seatTakenElsewhere(seat),
        seatRead: (seat) => subscriber.seatRead(seat),
        signalReceived: (serverId, down) => subscriber.signalReceived(serverId, down),
        chatAppended: (seq) => subscriber.chatAppended(seq),
        roomStateChanged: (state, version) => subscriber.roomStateChanged(state, version),
        roomRead: (read) => subscriber.roomRead(read),
        stopOrdered: (serverId, order) => subscriber.stopOrdered(serverId, order),
        demandReported: (serverId, demands) => subscriber.demandReported(serverId, demands),
        partChanged: (serverId, part) => {
          if (part === undefined) parts.delete(serverId);
          else parts.set(serverId, part);
          room.review();
          subscriber.partChanged(serverId, part);
        },
      },
      local,
    );
    this.#rooms.add(room);
    return () => {
      this.#rooms.delete(room);
      end();
      for (const use of uses.values()) use.release();
      uses.clear();
    };
  }

  /** A room may have one more router: what was announced before is for that one, too. */
  routersChanged(meetingId: MeetingId): void {
    for (const room of this.#rooms) if (room.meetingId === meetingId) room.review();
  }

  readStreamStats(
    stream: Parameters<RoomCluster['readStreamStats']>[0],
  ): ReturnType<RoomCluster['readStreamStats']> {
    return this.#options.cluster.readStreamStats(stream);
  }

  reportDemand(...report: Parameters<RoomCluster['reportDemand']>): void {
    this.#options.cluster.reportDemand(...report);
  }

  async order(...order: Parameters<RoomCluster['order']>): Promise<void> {
    await this.#options.cluster.order(...order);
  }

  async refresh(meetingId: MeetingId): Promise<void> {
    await this.#options.cluster.refresh(meetingId);
  }

  routerClosed(router: Parameters<RoomCluster['routerClosed']>[0]): void {
    this.#options.cluster.routerClosed(router);
  }

  roomClosed(room: Parameters<RoomCluster['roomClosed']>[0]): void {
    this.#options.cluster.roomClosed(room);
  }

  /** Holds a use of each announced producer on each router, and of no other. */
  #review(meetingId: MeetingId, parts: ReadonlyMap<ServerId, RemotePart>, uses: Map<string, PipeUse>): void {
    const { pipes, routersOf } = this.#options;
    const announced = new Set<string>();
    for (const [serverId, { streams }] of parts) {
      for (const { producerId, routerId } of streams) {
        for (const target of routersOf(meetingId)) {
          const key = `${producerId} ${target.id}`;
          announced.add(key);
          if (uses.has(key)) continue;
          const origin = { on: 'elsewhere', serverId, routerId } as const;
          uses.set(key, pipes.use({ meetingId, producerId, origin, target, onProducer: () => {} }));
        }
      }
    }
    for (const [key, use] of uses) {
      if (announced.has(key)) continue;
      uses.delete(key);
      use.release();
    }
  }
}
