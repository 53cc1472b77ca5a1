import { RemoteConnection } from '@convene/horizontal';
import { AppError, type Limits, type ServerId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import { Backoff } from './Backoff.ts';
import type { DialLink, LinkClient, ServerStart } from './linkPorts.ts';

/**
 * `connecting`: for the first time, and nothing is known against it. `retrying`: out of reach. `refused`: the other
 * server does not let us in, or we may not call it.
 */
export type LinkState =
  | { readonly state: 'connecting' | 'open'; readonly since: number }
  | { readonly state: 'retrying' | 'refused'; readonly since: number; readonly reason: string };

export type LinkOptions = {
  readonly serverId: ServerId;
  readonly limits: Limits;
  readonly log: Log;
  readonly dial: DialLink;
  /** Where the server is found now, and as which start. @throws AppError */
  readonly locate: () => Promise<ServerStart & { readonly url: string }>;
  readonly sign: (to: ServerStart) => Promise<string>;
};

/** The way to one other server: opened at once, and again after each break, until it is closed. */
export class Link {
  readonly serverId: ServerId;
  readonly client: LinkClient;
  readonly #options: LinkOptions;
  readonly #backoff: Backoff;
  readonly #listeners = new Set<() => void>();
  #state: LinkState = { state: 'connecting', since: Date.now() };
  #callee: ServerStart | undefined;
  #connection: Promise<RemoteConnection> | undefined;

  constructor(options: LinkOptions) {
    const { limits, serverId } = options;
    this.serverId = serverId;
    this.#options = options;
    this.#backoff = new Backoff({ first: limits.linkRetryMs, most: limits.linkRetryMostMs });
    this.client = options.dial({
      url: async () => {
        const { url, ...callee } = await options.locate();
        this.#callee = callee;
        return url;
      },
      token: async () => {
        if (this.#callee === undefined) throw AppError.internal('no URL was asked for');
        return options.sign(this.#callee);
      },
      retryMs: () => this.#backoff.next(),
      onOpen: () => {
        this.#backoff.reset();
        this.#transition({ state: 'open', since: Date.now() });
      },
      onBroken: (error) => this.#broken(error),
    });
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Whether what is behind it is to be shown as there: so it is while the first attempt is under way. */
  get isReachable(): boolean {
    return this.#state.state === 'open' || this.#state.state === 'connecting';
  }

  /** Calls the listener at each change of state. Answers how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The other server's mediasoup, within the `peer` grant: one session, made at the first need and, when that has ended
   * (the link was gone for too long, the server is another start), at the next one.
   */
  async connection(): Promise<RemoteConnection> {
    const connecting = (this.#connection ??= this.#connect());
    try {
      const connection = await connecting;
      if (connection.state === 'closed') this.#forget(connecting);
      return connection;
    } catch (error) {
      this.#forget(connecting);
      throw error;
    }
  }

  close(): void {
    this.#listeners.clear();
    this.#connection?.then((connection) => connection.close()).catch(() => undefined);
    this.client.close();
  }

  #forget(connecting: Promise<RemoteConnection>): void {
    if (this.#connection === connecting) this.#connection = undefined;
  }

  async #connect(): Promise<RemoteConnection> {
    const { limits, log } = this.#options;
    return RemoteConnection.open({
      name: this.serverId,
      channel: this.client.mediasoup,
      callMs: limits.linkCallMs,
      graceMs: limits.linkGraceMs,
      log,
    });
  }

  #broken(error: AppError | undefined): void {
    const since = this.#state.state === 'open' ? Date.now() : this.#state.since;
    const isRefusal = error?.code === 'unauthorized' || error?.code === 'tokenExpired';
    if (isRefusal) {
      this.#transition({ state: 'refused', since, reason: String(error.details['reason'] ?? error.code) });
      return;
    }
    // The socket of a refusal is closed after it, which says nothing new.
    if (this.#state.state === 'refused' && error === undefined) return;
    this.#transition({ state: 'retrying', since, reason: error?.code ?? 'outOfReach' });
  }

  #transition(next: LinkState): void {
    const before = this.#state;
    this.#state = next;
    const isNew = before.state !== next.state || reasonOf(before) !== reasonOf(next);
    if (!isNew) return;
    const { state } = next;
    this.#options.log.info('link changed', { serverId: this.serverId, state, reason: reasonOf(next) });
    for (const listener of [...this.#listeners]) listener();
  }
}

const reasonOf = (state: LinkState): string | undefined => ('reason' in state ? state.reason : undefined);
