import type { Limits } from '@convene/protocol';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import type { ClientEnvironment } from './environment.ts';
import type { PeerSession } from './PeerSession.ts';
import { Scope } from './Scope.ts';

type Options = {
  readonly session: PeerSession;
  readonly environment: Pick<ClientEnvironment, 'isVisible' | 'onVisibilityChange'>;
  readonly limits: Pick<Limits, 'prepareMs' | 'prepareKeepAliveMs'>;
  readonly log: ClientLog;
  readonly onWarm: (warm: boolean) => void;
};

/**
 * Keeps the transports of a lobby ready for the click on Join. The server lets them go when nobody looks at the lobby
 * for a while (DESIGN §4); they are prepared again, unseen, when the person comes back.
 */
export class WarmLobby {
  readonly #options: Options;
  readonly #scope = new Scope();
  #warm = false;
  #preparing = false;
  #keptAt = 0;

  constructor(options: Options) {
    this.#options = options;
    const { environment, limits } = options;
    this.#scope.interval(limits.prepareKeepAliveMs, () => void this.#keep());
    this.#scope.add(environment.onVisibilityChange(() => void this.#keep()));
    void this.#prepare();
  }

  close(): void {
    this.#scope.close();
  }

  async #keep(): Promise<void> {
    const { environment, limits, session } = this.#options;
    if (!environment.isVisible() || this.#preparing) return;
    const expired = performance.now() - this.#keptAt > limits.prepareMs;
    if (!this.#warm || expired) {
      await this.#prepare();
      return;
    }
    try {
      await session.signaling.keepPrepared();
      this.#keptAt = performance.now();
    } catch (error) {
      const { code } = clientErrorOf(error);
      this.#options.log.debug('prepared transports not kept', { code });
      // The answer was lost with its socket; the next turn asks again.
      if (code !== 'timeout') await this.#prepare();
    }
  }

  async #prepare(): Promise<void> {
    if (this.#preparing || this.#scope.closed) return;
    this.#preparing = true;
    this.#setWarm(false);
    try {
      await this.#options.session.prepare();
      this.#keptAt = performance.now();
      this.#setWarm(true);
    } catch (error) {
      // `join` works without, only slower.
      this.#options.log.info('prepare failed', { code: clientErrorOf(error).code });
    } finally {
      this.#preparing = false;
    }
  }

  #setWarm(warm: boolean): void {
    if (this.#warm === warm || this.#scope.closed) return;
    this.#warm = warm;
    this.#options.onWarm(warm);
  }
}
