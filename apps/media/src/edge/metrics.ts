import type { PipeRow, ServerTrouble } from '@convene/db';
import type { HopStats } from '@convene/protocol/stats';
import { Gauge, Registry } from 'prom-client';
import type { MediaPipes } from '../cluster/MediaPipes.ts';
import type { WorkerPool } from '../media/WorkerPool.ts';
import type { Rooms } from '../room/Rooms.ts';
import type { StreamMeters } from '../room/StreamMeters.ts';

export type MetricsSources = {
  readonly pool: WorkerPool;
  readonly rooms: Rooms;
  readonly pipes: Pick<MediaPipes, 'meetingIds' | 'pipesOf'>;
  /** What was read last of consumers. */
  readonly meters: Pick<StreamMeters, 'hops'>;
  readonly sockets: () => number;
  /** Meetings whose announcements are listened to. */
  readonly channels: () => number;
  /** Rows that wait for the database. */
  readonly writes: () => number;
  /** What is the matter with the server. */
  readonly troubles: () => ServerTrouble[];
};

/** What Prometheus reads: all values are taken when they are asked for. */
export function createMetrics(sources: MetricsSources): Registry {
  const { pool, rooms, pipes, sockets, channels, writes } = sources;
  const registry = new Registry();
  const gauge = (name: string, help: string, read: () => number) => {
    const made: Gauge = new Gauge({ name, help, registers: [registry], collect: () => made.set(read()) });
  };
  gauge('convene_rooms', 'Rooms on this media server', () => rooms.all.length);
  gauge('convene_participants', 'People who sit in a meeting on this media server', () => rooms.participants);
  gauge('convene_sockets', 'Signaling sockets', sockets);
  gauge('convene_channels', 'Meetings whose announcements are listened to', channels);
  gauge('convene_writes_waiting', 'Rows that wait for the database', writes);
  gauge('convene_workers_given_up', 'Workers that died too often', () => pool.givenUp.length);

  const perWorker = (name: string, help: string, read: (worker: WorkerPool['workers'][number]) => number) => {
    const made: Gauge<'worker'> = new Gauge({
      name,
      help,
      labelNames: ['worker'],
      registers: [registry],
      collect: () => {
        made.reset();
        for (const worker of pool.workers) made.set({ worker: String(worker.index) }, read(worker));
      },
    });
  };
  perWorker('convene_worker_cpu', 'Share of one core', (worker) => worker.cpu);
  perWorker('convene_worker_rooms', 'Rooms with a router on the worker', (worker) => worker.roomCount);
  perWorker('convene_worker_consumers', 'Consumers on the worker', (worker) => worker.consumers);
  countPipes(registry, pipes);
  const troubles: Gauge<'code'> = new Gauge({
    name: 'convene_trouble',
    help: '1 for each thing that is the matter with the server (docs/OPERATIONS.md)',
    labelNames: ['code'],
    registers: [registry],
    collect: () => {
      troubles.reset();
      for (const { code } of sources.troubles()) troubles.set({ code }, 1);
    },
  });
  const scores: Gauge<'producer'> = new Gauge({
    name: 'convene_producer_score',
    help: 'Worst score of a producer’s streams, 0 to 10 (004-90)',
    labelNames: ['producer'],
    registers: [registry],
    collect: () => {
      scores.reset();
      for (const { producer } of rooms.all.flatMap((room) => room.gathering.roster.localStreams)) {
        if (producer.score.length === 0) continue;
        scores.set({ producer: producer.id }, Math.min(...producer.score.map(({ score }) => score)));
      }
    },
  });
  countConsumers(registry, sources);
  return registry;
}

/** Each consumer by what was read of it last (004-91): its clients say with their receiver reports what they got. */
function countConsumers(registry: Registry, { rooms, meters }: MetricsSources): void {
  const gauge = (name: string, help: string, read: (down: HopStats) => number | null) => {
    const made: Gauge<'consumer'> = new Gauge({
      name,
      help,
      labelNames: ['consumer'],
      registers: [registry],
      collect: () => {
        made.reset();
        const members = rooms.all.flatMap((room) => room.members);
        for (const consumer of members.flatMap(({ peer }) => peer.session?.consumers.standing ?? [])) {
          const down = meters.hops(consumer)?.down;
          const value = down === undefined ? null : read(down);
          if (value !== null) made.set({ consumer: consumer.id }, value);
        }
      },
    });
  };
  gauge('convene_consumer_loss', 'Share of a consumer’s packets that got lost', ({ lossRatio }) => lossRatio);
  gauge('convene_consumer_bitrate', 'Bits per second of a consumer', ({ bitrate }) => bitrate);
  gauge('convene_consumer_score', 'Score of a consumer, 0 to 10', ({ score }) => score);
  gauge('convene_consumer_round_trip_seconds', 'Round trip to a consumer’s client', ({ roundTripMs }) =>
    roundTripMs === null ? null : roundTripMs / 1000,
  );
}

/** Those that end on this server, by their state. */
function countPipes(registry: Registry, pipes: MetricsSources['pipes']): void {
  const count = (name: string, help: string, isCounted: (row: PipeRow) => boolean) => {
    const made: Gauge<'state'> = new Gauge({
      name,
      help,
      labelNames: ['state'],
      registers: [registry],
      collect: () => {
        made.reset();
        const rows = [...pipes.meetingIds].flatMap((meetingId) => pipes.pipesOf(meetingId));
        for (const row of rows) if (isCounted(row)) made.inc({ state: row.state });
      },
    });
  };
  count('convene_pipes', 'Pairs of PipeTransports', ({ producerId }) => producerId === null);
  count('convene_piped_producers', 'Producers on a second router', ({ producerId }) => producerId !== null);
}
