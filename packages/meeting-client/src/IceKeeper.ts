import type { TransportId } from '@convene/protocol';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import type { MediaSignaling, Transport } from './mediaPorts.ts';
import { retryLost } from './retryLost.ts';
import { Scope } from './Scope.ts';

/** `disconnected` often heals by itself within a moment; `failed` never does. */
const DISCONNECTED_GRACE_MS = 700;
/** Time that a restarted ICE gets before the next attempt. */
const RESTART_WAITS_MS = [2500, 4000, 6000] as const;

type Options = {
  readonly transport: Transport;
  readonly transportId: TransportId;
  readonly signaling: Pick<MediaSignaling, 'restartIce'>;
  readonly log: ClientLog;
  /** No restart helped: only other transports will. `wasConnected`: this one did carry something once. */
  readonly onLost: (lost: { wasConnected: boolean }) => void;
};

/** Keeps one transport connected: restarts ICE when the path breaks (another network, a NAT that forgot). */
export class IceKeeper {
  readonly #options: Options;
  readonly #scope = new Scope();
  #restarting = false;
  #wasConnected = false;

  constructor(options: Options) {
    this.#options = options;
    options.transport.on('connectionstatechange', (state) => this.#onState(state));
  }

  get wasConnected(): boolean {
    return this.#wasConnected;
  }

  /** The network is another one: does not wait until the browser finds out that packets are lost. */
  restart(): void {
    if (this.#restarting || this.#scope.closed) return;
    this.#restarting = true;
    void this.#run().finally(() => (this.#restarting = false));
  }

  close(): void {
    this.#scope.close();
  }

  #onState(state: Transport['connectionState']): void {
    this.#wasConnected ||= state === 'connected';
    if (state === 'failed') this.restart();
    if (state !== 'disconnected') return;
    this.#scope.timeout(DISCONNECTED_GRACE_MS, () => {
      if (this.#options.transport.connectionState === 'disconnected') this.restart();
    });
  }

  async #run(): Promise<void> {
    const { transport, transportId, signaling, log } = this.#options;
    for (const waitMs of RESTART_WAITS_MS) {
      log.info('ice restart', { transportId });
      try {
        const ask = () => signaling.restartIce(transportId);
        const { iceParameters } = await retryLost(ask, () => this.#scope.closed);
        if (this.#scope.closed) return;
        await transport.restartIce({ iceParameters });
      } catch (error) {
        log.warn('ice restart failed', { transportId, code: clientErrorOf(error).code });
      }
      if (!(await this.#scope.sleep(waitMs))) return;
      if (transport.connectionState === 'connected') return;
    }
    this.#options.onLost({ wasConnected: this.#wasConnected });
  }
}
