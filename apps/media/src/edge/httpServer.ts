import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Database, ServerTrouble } from '@convene/db';
import { httpDeadlines, type Limits, type ServerEpoch, type ServerId } from '@convene/protocol';
import { type FastifyInstance, fastify } from 'fastify';
import type { Links } from '../cluster/Links.ts';
import type { Log } from '../media/Log.ts';
import type { MediaWorker } from '../media/MediaWorker.ts';
import type { WorkerPool } from '../media/WorkerPool.ts';
import type { Rooms } from '../room/Rooms.ts';
import { createMetrics, type MetricsSources } from './metrics.ts';
import { mayReadStatistics } from './operatorAccess.ts';

/** A certificate with its chain and its private key, in PEM format. */
export type Tls = { readonly cert: string; readonly key: string };

export type HttpServerOptions = {
  readonly serverId: ServerId;
  readonly epoch: () => ServerEpoch | undefined;
  readonly url: () => string;
  readonly pool: WorkerPool;
  readonly rooms: Rooms;
  readonly database: Pick<Database, 'distribution'>;
  readonly pipes: MetricsSources['pipes'];
  readonly meters: MetricsSources['meters'];
  /** The links that this server has opened to others. */
  readonly links: () => Links['states'];
  readonly sockets: () => number;
  readonly channels: MetricsSources['channels'];
  readonly writes: MetricsSources['writes'];
  /** Why nobody can be served right now; empty when all is well. */
  readonly notReady: () => string[];
  /** What is the matter though people are served. */
  readonly troubles: () => ServerTrouble[];
  readonly operatorToken: string | undefined;
  /** With it the server speaks HTTPS, and nothing else. */
  readonly tls: Tls | undefined;
  readonly limits: Pick<Limits, 'httpRequestMs'>;
  readonly log: Log;
};

/** `/health` and `/ready` for everybody, statistics for operators (DESIGN §7, §10). */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { serverId, epoch, url, pool, tls, log } = options;
  const deadlines = httpDeadlines(options.limits.httpRequestMs);
  const app = fastify({
    bodyLimit: 1024,
    forceCloseConnections: true,
    serverFactory: (handler) =>
      tls === undefined ? createHttp(deadlines, handler) : createHttps({ ...tls, ...deadlines }, handler),
  });

  app.setErrorHandler((error, request, reply) => {
    log.error('HTTP request failed', { path: request.routeOptions.url, error });
    return reply.code(500).send({ error: 'internal' });
  });
  // Read by the web app's server and by programs; a browser's page of another site gets nothing.
  // Of troubles everybody is told the codes, operators the rest.
  const codes = () => options.troubles().map(({ code }) => code);
  app.get('/health', () => ({ serverId, epoch: epoch() ?? null, troubles: codes() }));
  app.get('/ready', (_request, reply) => {
    const reasons = options.notReady();
    const ready = reasons.length === 0;
    // Workers that died too often: those that are left serve on, but somebody should look.
    return reply.code(ready ? 200 : 503).send({ ready, reasons, givenUp: pool.givenUp, troubles: codes() });
  });

  void app.register((operators, _options, done) => {
    operators.addHook('onRequest', async (request, reply) => {
      const { headers, socket } = request;
      const { operatorToken } = options;
      if (mayReadStatistics({ remoteAddress: socket.remoteAddress, headers, operatorToken }))
        return undefined;
      return reply.code(403).send({ error: 'only from this machine, or with the operator token' });
    });
    operators.get('/stats', () => {
      const distribution = pool.getRoomDistribution();
      const totalRooms = Object.values(distribution).reduce((sum, ids) => sum + ids.length, 0);
      const troubles = options.troubles();
      return { workers: pool.getWorkerStats(), distribution, totalRooms, serverId, url: url(), troubles };
    });
    // `?rates=true`: also the bits per second of each router, for which all its transports are asked.
    operators.get<{ Querystring: { rates?: string } }>('/workers', async ({ query }) => ({
      serverId,
      givenUp: pool.givenUp,
      troubles: options.troubles(),
      workers: await Promise.all(
        pool.workers.map((worker) => describeWorker(worker, { withRates: query.rates === 'true' })),
      ),
    }));
    operators.get('/cluster', async () => ({
      ...(await options.database.distribution.read()),
      links: options.links(),
    }));
    const metrics = createMetrics(options);
    operators.get('/metrics', async (_request, reply) => {
      return reply.type(metrics.contentType).send(await metrics.metrics());
    });
    done();
  });
  return app;
}

async function describeWorker(worker: MediaWorker, { withRates }: { withRates: boolean }) {
  const routers = worker.routers.map(async (router) => ({
    routerId: router.id,
    meetingId: router.meetingId,
    ...router.counts,
    ...(withRates && { rates: await router.rates() }),
  }));
  return {
    workerId: worker.index,
    roomCount: worker.roomCount,
    cpuUsage: worker.cpu,
    pid: worker.pid,
    closed: worker.closed,
    id: worker.workerId,
    consumers: worker.consumers,
    reserved: worker.reserved,
    maxConsumers: worker.maxConsumers,
    pooledRouters: worker.pooledRouters,
    usage: worker.usage ?? null,
    routers: await Promise.all(routers),
  };
}
