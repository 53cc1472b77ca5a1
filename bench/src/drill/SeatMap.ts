import { MeetingId, ParticipantId, ServerId, WorkerId } from '@convene/protocol';
import { z } from 'zod';

/** What a media server's `/cluster` says; the fields that are looked at. */
const Cluster = z.object({
  servers: z.array(z.object({ serverId: ServerId, name: z.string(), live: z.boolean(), state: z.string() })),
  workers: z.array(z.object({ workerId: WorkerId, serverId: ServerId, index: z.number(), pid: z.number() })),
  participants: z.array(
    z.object({
      participantId: ParticipantId,
      meetingId: MeetingId,
      serverId: ServerId,
      workerId: z.nullable(WorkerId),
    }),
  ),
});
type Cluster = z.infer<typeof Cluster>;

export type MapServer = Cluster['servers'][number];
export type MapWorker = Cluster['workers'][number];
export type Seat = Cluster['participants'][number];

/** Who sits where at one moment, by the database. */
export class SeatMap {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  static parse(answer: unknown): SeatMap {
    return new SeatMap(Cluster.parse(answer));
  }

  get servers(): readonly MapServer[] {
    return this.#cluster.servers.filter(({ live, state }) => live && state === 'ready');
  }

  /** Of the servers that live. */
  get workers(): readonly MapWorker[] {
    const live = new Set(this.servers.map(({ serverId }) => serverId));
    return this.#cluster.workers.filter(({ serverId }) => live.has(serverId));
  }

  get seats(): readonly Seat[] {
    return this.#cluster.participants;
  }

  seatOf(participantId: ParticipantId | undefined): Seat | undefined {
    return this.seats.find((seat) => seat.participantId === participantId);
  }

  nameOf(serverId: ServerId): string {
    return this.#cluster.servers.find((server) => server.serverId === serverId)?.name ?? serverId;
  }
}
