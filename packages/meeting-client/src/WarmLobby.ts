import type { Limits } from '@convene/protocol';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import type { ClientEnvironment } from './environment.ts';
import type { PeerSession } from './PeerSession.ts';
import { Scope } from './Scope.ts';

/** The path of a lobby has this long: a browser tries UDP and TCP in less. */
const REACH_MS = 6000;
const LOOK_MS = 250;

export type LobbyState = {
  /** Both transports are negotiated. */
  readonly warm: boolean;
  /** Packets get through to the server; false: none has for so long that none will; undefined: not known yet. */
  readonly reached: boolean | undefined;
};

type Options = {
  readonly session: PeerSession;
  readonly environment: Pick<ClientEnvironment, 'isVisible' | 'onVisibilityChange'>;
  readonly limits: Pick<Limits, 'prepareMs' | 'prepareKeepAliveMs'>;
  readonly log: ClientLog;
  readonly onChange: (state: LobbyState) => void;
};

/**
 * Keeps the transports of a lobby ready for the click on Join. The server lets them go when nobody looks at the lobby
 * for a while (DESIGN §4); they are prepared again, unseen, when the person comes back.
 */
export class WarmLobby {
  readonly #options: Options;
  readonly #scope = new Scope();
  #state: LobbyState = { warm: false, reached: undefined };
  #stopLooking: () => void = () => {};
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
    if (!this.#state.warm || expired) {
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
    // What was prepared before had a path of its own, or none.
    this.#stopLooking();
    this.#set({ warm: false, reached: undefined });
    try {
      await this.#options.session.prepare();
      this.#keptAt = performance.now();
      this.#set({ ...this.#state, warm: true });
      this.#lookForPath();
    } catch (error) {
      // `join` works without, only slower.
      this.#options.log.info('prepare failed', { code: clientErrorOf(error).code });
    } finally {
      this.#preparing = false;
    }
  }

  /** What is prepared finds its path, or does not, before anybody needs it: nothing more is sent for this. */
  #lookForPath(): void {
    const { session } = this.#options;
    const end = performance.now() + REACH_MS;
    this.#stopLooking = this.#scope.interval(LOOK_MS, () => {
      const reached = session.media?.wasConnected === true;
      if (!reached && performance.now() < end) return;
      // A path that comes late is still one.
      if (reached) this.#stopLooking();
      this.#set({ ...this.#state, reached });
    });
  }

  #set(state: LobbyState): void {
    const { warm, reached } = this.#state;
    if ((warm === state.warm && reached === state.reached) || this.#scope.closed) return;
    this.#state = state;
    this.#options.onChange(state);
  }
}
