import type { types } from 'mediasoup';
import { Scope } from '../media/Scope.ts';

/** Who leaves ends DTLS too, and says so by the socket at the same time. */
const GRACE_MS = 500;

type BrokenDtls = { readonly transportId: string; readonly dtlsState: types.DtlsState };

export type DtlsWatchOptions = {
  readonly transports: readonly types.WebRtcTransport[];
  /** DTLS may take this long once ICE is connected. */
  readonly connectMs: number;
  /** Asked once something is broken: for how long it must not be told. */
  readonly pauseMs: () => number;
  /** Whether anybody is there who could be told. */
  readonly isReachable: () => boolean;
  /** Called once. */
  readonly onBroken: (broken: BrokenDtls) => void;
};

/**
 * Notices transports whose DTLS failed, was closed, or never comes about. ICE goes on then as if nothing were, so that the
 * client need not notice, and mediasoup never starts DTLS anew: only other transports help. It need not be the client's doing:
 * a transport that is closed during its handshake leaves an error in the worker's queue of OpenSSL (mediasoup 3.27.1), and
 * the next connected one that gets a record without data, such as a late repetition of its handshake, is closed for it.
 */
export class DtlsWatch {
  readonly #options: DtlsWatchOptions;
  readonly #scope = new Scope();
  readonly #cancels = new Map<types.WebRtcTransport, () => void>();

  constructor(options: DtlsWatchOptions) {
    this.#options = options;
    for (const transport of options.transports) {
      transport.on('dtlsstatechange', (state) => this.#onState(transport, state));
    }
  }

  close(): void {
    this.#scope.close();
  }

  #onState(transport: types.WebRtcTransport, state: types.DtlsState): void {
    this.#cancels.get(transport)?.();
    this.#cancels.delete(transport);
    // mediasoup begins with it when the client has connected the transport, and ICE is connected.
    if (state === 'connecting') this.#check(transport, this.#options.connectMs);
    if (state === 'failed' || state === 'closed') {
      this.#check(transport, Math.max(GRACE_MS, this.#options.pauseMs()));
    }
  }

  #check(transport: types.WebRtcTransport, ms: number): void {
    const cancel = this.#scope.timeout(ms, () => {
      const { id: transportId, dtlsState, iceState } = transport;
      // Without ICE nothing can be said: that the client notices by itself.
      const hasPath = dtlsState !== 'connecting' || iceState === 'connected' || iceState === 'completed';
      if (!hasPath || !this.#options.isReachable()) {
        this.#check(transport, GRACE_MS);
        return;
      }
      this.close();
      this.#options.onBroken({ transportId, dtlsState });
    });
    this.#cancels.set(transport, cancel);
  }
}
