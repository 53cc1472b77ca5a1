import { randomUUID } from 'node:crypto';
import { ServerId } from '@convene/protocol';
import type { types } from 'mediasoup';
import type { RemoteRouters } from '../src/cluster/MediaPipes.ts';
import type { MediaRouter } from '../src/media/MediaRouter.ts';
import type { StreamOrigin } from '../src/room/pipePorts.ts';

/** Routers of other servers, which a test can put out of reach. */
export class OtherServers implements RemoteRouters {
  readonly asked: number[] = [];
  isReachable = true;
  readonly #routers = new Map<string, types.Router>();

  add(router: MediaRouter): StreamOrigin {
    this.#routers.set(router.id, router.router);
    return { on: 'elsewhere', serverId: ServerId.parse(randomUUID()), routerId: router.id };
  }

  async router({ routerId }: { routerId: string }): Promise<types.Router> {
    this.asked.push(performance.now());
    const router = this.#routers.get(routerId);
    if (!this.isReachable || router === undefined) throw new Error('out of reach');
    return Promise.resolve(router);
  }
}
