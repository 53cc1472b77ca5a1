import type { EnterInput, Limits } from '@convene/protocol';
import type { WebApi } from './api.ts';
import { backoffMs } from './backoff.ts';
import type { PeerSession } from './PeerSession.ts';
import type { Scope } from './Scope.ts';
import { requestServer } from './serverRequest.ts';

const CHECK = { firstMs: 1500, maxMs: 5000 } as const;

export type LostSocket = {
  readonly turn: Scope;
  readonly session: PeerSession;
  readonly web: WebApi;
  readonly input: EnterInput;
  readonly limits: Pick<Limits, 'peerWithoutSocketMs'>;
};

/**
 * While a socket is gone, asks the web app now and then whether its server lives: where it does the peer is resumed, but
 * of a server that died, or started anew, nothing is left. Undefined: the socket stands again.
 */
export async function watchLostSocket(options: LostSocket): Promise<'lost' | 'ended' | undefined> {
  const { turn, session, web, limits } = options;
  const { serverId, epoch } = session.entered.server;
  const lostAt = performance.now();
  for (let checks = 0; await turn.sleep(backoffMs(checks, CHECK)); checks += 1) {
    const answer = await requestServer(web, { ...options.input, lost: { serverId, epoch } }, checks);
    if (turn.closed) return undefined;
    if (answer.result === 'ended') return 'ended';
    if (answer.result !== 'entered') continue;
    const { server } = answer.entered;
    const expired = performance.now() - lostAt > limits.peerWithoutSocketMs;
    if (expired || server.serverId !== serverId || server.epoch !== epoch) return 'lost';
  }
  return undefined;
}
