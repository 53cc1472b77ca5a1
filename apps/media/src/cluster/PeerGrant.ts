import { MediasoupHost, type PeerCaller } from '@convene/horizontal';
import { AppError, type Limits, type ServerId } from '@convene/protocol';
import type { types } from 'mediasoup';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import type { ServerStart } from './linkPorts.ts';
import type { PartService } from './PartService.ts';

export type PeerGrantOptions = {
  /** All routers of this server that serve a meeting. */
  readonly routers: () => readonly MediaRouter[];
  readonly parts: Pick<PartService, 'requireRoom'>;
  /** How this side of a pipe is made: the caller has no say in it (X7, X9). */
  readonly pipeTransport: types.PipeTransportOptions;
  readonly limits: Limits;
  readonly log: Log;
};

/** What other servers may do with this one's mediasoup: make pipes to routers of rooms that both serve (DESIGN §5). */
export class PeerGrant {
  readonly host: MediasoupHost;
  readonly #options: PeerGrantOptions;

  constructor(options: PeerGrantOptions) {
    this.#options = options;
    this.host = new MediasoupHost({ graceMs: options.limits.linkGraceMs, log: options.log });
  }

  callerOf(caller: ServerStart): PeerCaller {
    return {
      grant: 'peer',
      key: keyOf(caller),
      requireRouter: async (routerId) => this.#requireRouter(caller.serverId, routerId),
      pipeTransportOptions: () => this.#options.pipeTransport,
    };
  }

  /** A younger start of the server is here: what the older one made is closed. */
  end(caller: ServerStart): void {
    this.host.close(keyOf(caller));
  }

  close(): void {
    this.host.close();
  }

  /** @throws AppError forbidden: for a caller, a router of another room is none */
  async #requireRouter(serverId: ServerId, routerId: string): Promise<types.Router> {
    const { routers, parts } = this.#options;
    const router = routers().find(({ id }) => id === routerId);
    const forbidden = (cause?: unknown) => AppError.of('forbidden', { right: 'router', routerId }, cause);
    if (router?.meetingId === undefined) throw forbidden();
    try {
      // Whoever has just joined there asks at once, and its announcement may come behind.
      await parts.requireRoom(serverId, router.meetingId);
    } catch (error) {
      throw forbidden(error);
    }
    return router.router;
  }
}

const keyOf = ({ serverId, epoch }: ServerStart): string => `${serverId}#${epoch}`;
