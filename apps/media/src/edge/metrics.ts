import { Gauge, Registry } from 'prom-client';
import type { WorkerPool } from '../media/WorkerPool.ts';
import type { Rooms } from '../room/Rooms.ts';

export type MetricsSources = {
  readonly pool: WorkerPool;
  readonly rooms: Rooms;
  readonly sockets: () => number;
};

/** What Prometheus reads: all values are taken when they are asked for. */
export function createMetrics({ pool, rooms, sockets }: MetricsSources): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, read: () => number) => {
    const made: Gauge = new Gauge({ name, help, registers: [registry], collect: () => made.set(read()) });
  };
  gauge('convene_rooms', 'Rooms on this media server', () => rooms.all.length);
  gauge('convene_participants', 'People who sit in a meeting on this media server', () => rooms.participants);
  gauge('convene_sockets', 'Signaling sockets', sockets);
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
  return registry;
}
