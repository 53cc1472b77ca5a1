import type { EnterInput, Limits } from '@convene/protocol';
import type { WebApi } from './api.ts';
import { backoffMs, comingBack } from './backoff.ts';
import type { PeerSession } from './PeerSession.ts';
import type { RecoveryWatch } from './RecoveryWatch.ts';
import type { Scope } from './Scope.ts';
import { requestServer } from './serverRequest.ts';

export type LostSocket = {
  readonly turn: Scope;
  readonly session: PeerSession;
  readonly web: WebApi;
  readonly input: EnterInput;
  readonly limits: Pick<Limits, 'peerWithoutSocketMs'>;
  readonly recovery: Pick<RecoveryWatch, 'waits'>;
};

/**
 * While a socket is gone, asks the web app now and then whether its server lives: where it does the peer is resumed, but
 * of a server that died, or started anew, nothing is left. Undefined: the socket stands again.
 */
export async function watchLostSocket(options: LostSocket): Promise<'lost' | 'ended' | undefined> {
  const { turn, session, web, limits, recovery } = options;
  const { serverId, epoch } = session.entered.server;
  const lostAt = performance.now();
  let waitMs = backoffMs(0, comingBack.serverCheck);
  for (let checks = 0; await turn.sleep(waitMs); checks += 1) {
    recovery.waits(undefined);
    const lost = { serverId, epoch, resuming: true };
    const answer = await requestServer(web, { ...options.input, lost }, checks);
    if (turn.closed) return undefined;
    if (answer.result === 'ended') return 'ended';
    waitMs = backoffMs(checks + 1, comingBack.serverCheck);
    if (answer.result === 'wait') {
      waitMs = Math.max(answer.ms, comingBack.serverCheck.firstMs / 2);
      recovery.waits({ retryAt: Date.now() + waitMs, why: answer.why });
    }
    const expired = performance.now() - lostAt > limits.peerWithoutSocketMs;
    if (answer.result === 'entered' || (answer.result === 'serverUp' && expired)) return 'lost';
  }
  return undefined;
}
