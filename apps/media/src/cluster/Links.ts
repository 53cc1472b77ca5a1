import type { ServerRow } from '@convene/db';
import { AppError, type Limits, type RouterId, type ServerId } from '@convene/protocol';
import type { types } from 'mediasoup';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import { Link, type LinkState } from './Link.ts';
import type { LinkKey } from './linkKey.ts';
import type { DialLink, ServerStart } from './linkPorts.ts';
import { requireLinkUrl } from './linkUrl.ts';
import { signLinkToken } from './linkToken.ts';

export type LinksOptions = {
  /** Undefined until this server has registered. */
  readonly self: () => ServerStart | undefined;
  readonly key: LinkKey;
  /** The database's time. */
  readonly now: () => number;
  readonly directory: { find(serverId: ServerId): Promise<ServerRow | undefined> };
  readonly dial: DialLink;
  readonly limits: Limits;
  readonly log: Log;
};

/** For as long as it is held, the link is kept. */
export type LinkUse = { readonly link: Link; readonly release: () => void };

type Entry = { readonly link: Link; uses: number; stopIdle: (() => void) | undefined };

/** The links that this server has opened, one to each other server with which it shares a room (DESIGN §5). */
export class Links {
  readonly #options: LinksOptions;
  readonly #scope = new Scope();
  readonly #openListeners = new Set<(serverId: ServerId) => void>();
  readonly #entries = new Map<ServerId, Entry>();

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  /** How each stands, for `/cluster`. */
  get states(): readonly (LinkState & { readonly serverId: ServerId })[] {
    return [...this.#entries].map(([serverId, { link }]) => ({ serverId, ...link.state }));
  }

  /** The link to this server, opened now if there is none. */
  use(serverId: ServerId): LinkUse {
    const entry = this.#entries.get(serverId) ?? this.#open(serverId);
    entry.uses += 1;
    entry.stopIdle?.();
    let isHeld = true;
    return {
      link: entry.link,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#release(serverId, entry);
      },
    };
  }

  /** A router of another server, on which pipes may be made. @throws HorizontalError when the server is out of reach */
  async router({ serverId, routerId }: { serverId: ServerId; routerId: RouterId }): Promise<types.Router> {
    const { link, release } = this.use(serverId);
    try {
      return (await link.connection()).router({ id: routerId });
    } finally {
      release();
    }
  }

  /** Calls the listener each time a link opens. Answers how to stop that. */
  onOpen(listener: (serverId: ServerId) => void): () => void {
    this.#openListeners.add(listener);
    return () => this.#openListeners.delete(listener);
  }

  close(): void {
    this.#scope.close();
    for (const { link } of this.#entries.values()) link.close();
    this.#entries.clear();
  }

  #open(serverId: ServerId): Entry {
    const { limits, log, dial } = this.#options;
    const link = new Link({
      serverId,
      limits,
      log,
      dial,
      locate: async () => this.#locate(serverId),
      sign: async (to) => this.#sign(to),
    });
    link.onChange(() => {
      if (link.state.state !== 'open') return;
      for (const listener of [...this.#openListeners]) listener(serverId);
    });
    const entry: Entry = { link, uses: 0, stopIdle: undefined };
    this.#entries.set(serverId, entry);
    // Somebody who had waited for the database asks for one while the server ends: nobody else would close it.
    if (this.#scope.closed) link.close();
    return entry;
  }

  /** A link that nobody uses is kept for a while: the next room of the same two servers finds it open. */
  #release(serverId: ServerId, entry: Entry): void {
    entry.uses -= 1;
    if (entry.uses > 0) return;
    entry.stopIdle = this.#scope.timeout(this.#options.limits.linkIdleMs, () => {
      this.#entries.delete(serverId);
      entry.link.close();
      this.#options.log.info('link closed, no room is shared', { serverId });
    });
  }

  async #locate(serverId: ServerId): Promise<ServerStart & { readonly url: string }> {
    const row = await this.#options.directory.find(serverId);
    if (row === undefined || row.linkUrl === null) throw AppError.of('noServer', { serverId });
    return { serverId, epoch: row.epoch, url: requireLinkUrl(row.linkUrl) };
  }

  async #sign(to: ServerStart): Promise<string> {
    const from = this.#options.self();
    if (from === undefined) throw AppError.databaseUnavailable(new Error('never registered'));
    const { key, now } = this.#options;
    return signLinkToken(key, { from, to, now: now() });
  }
}
