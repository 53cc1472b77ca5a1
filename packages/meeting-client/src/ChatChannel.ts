import { assertNever, ChatDown, type ChatMessage, type ChatUp, type ParticipantId } from '@convene/protocol';
import { backoffMs } from './backoff.ts';
import {
  bounded,
  type ChatLog,
  emptyChatLog,
  hasGap,
  hasOlder,
  withArrived,
  withLast,
  withNewerPage,
  withOlderPage,
} from './chatLog.ts';
import { clientErrorOf } from './clientError.ts';
import type { ChatChannelOptions, ChatPort } from './chatPorts.ts';
import { newUuid } from './newUuid.ts';
import { parseJson } from './parseJson.ts';
import { Scope } from './Scope.ts';
import type { ChatEntry } from './snapshot.ts';

type Pending = {
  readonly clientMessageId: string;
  readonly message: string;
  readonly to: ParticipantId | undefined;
  readonly timestamp: number;
  /** The channel has taken it; whether it arrives, the server says. */
  sent: boolean;
  failed: boolean;
};

const PAGE = 50;
/** Own messages that wait to be stored. */
const MOST_WAITING = 100;
/**
 * SCTP may drop even a reliable message (a full buffer): one that nobody acknowledged is sent again. Soon, because people
 * wait for it while the database is away: nothing says when that is back.
 */
const RESEND = { firstMs: 2000, maxMs: 4000 } as const;
const FETCH_RETRY = { firstMs: 500, maxMs: 10_000 } as const;

/**
 * The chat of a meeting over the client's peers (DESIGN §4): a message stays pending, and is sent again under the same id,
 * until the server says that it is stored. A number that is missing is fetched over HTTP.
 */
export class ChatChannel {
  readonly #options: ChatChannelOptions;
  readonly #scope = new Scope();
  readonly #pending = new Map<string, Pending>();
  #port: ChatPort | undefined;
  #log: ChatLog | undefined;
  #fetching = false;
  /** Something may have been told that nobody here could hear. */
  #behind = false;
  #resends = 0;
  #cancelResend: (() => void) | undefined;
  #entries: readonly ChatEntry[] = [];

  constructor(options: ChatChannelOptions) {
    this.#options = options;
  }

  /** Stored messages by number, then this client's own that are not stored yet. The same list if nothing changed. */
  get entries(): readonly ChatEntry[] {
    return this.#entries;
  }

  get hasOlder(): boolean {
    return this.#log !== undefined && hasOlder(this.#log);
  }

  /** A peer stands in the meeting, whose last message has number `chatSeq`. */
  attach(port: ChatPort, chatSeq: number): void {
    this.#port = port;
    if (this.#log === undefined) {
      this.#log = emptyChatLog(chatSeq);
      if (chatSeq > 0) void this.loadOlder();
    }
    this.announce(chatSeq);
    this.#sendAgain();
  }

  detach(): void {
    this.#port = undefined;
  }

  /** The server says that messages up to `chatSeq` exist. */
  announce(chatSeq: number): void {
    if (this.#log === undefined) return;
    this.#setLog(withLast(this.#log, chatSeq));
    this.#fetchGap();
  }

  /** The channel down has just opened: what was told before then is lost. */
  catchUp(): void {
    this.#behind = true;
    this.#fetchGap();
  }

  send(message: string, to?: ParticipantId): void {
    const clientMessageId = newUuid();
    const timestamp = (this.#options.now ?? Date.now)();
    this.#pending.set(clientMessageId, {
      clientMessageId,
      message,
      to,
      timestamp,
      sent: false,
      // While nothing can be stored not everything that is written waits; it can be sent again by hand.
      failed: this.#waiting.length >= MOST_WAITING,
    });
    this.#changed();
    this.flush();
  }

  /** Sends a message again that was refused. */
  retry(clientMessageId: string): void {
    const pending = this.#pending.get(clientMessageId);
    if (!pending?.failed) return;
    pending.failed = false;
    pending.sent = false;
    this.#changed();
    this.flush();
  }

  /** Sends what has not been sent yet, in order: something was written, or the channel has opened. */
  flush(): void {
    for (const pending of this.#waiting) {
      if (pending.sent) continue;
      const { clientMessageId, message, to } = pending;
      const up: ChatUp = { type: 'chat', clientMessageId, message, ...(to && { to }) };
      if (this.#port?.send(JSON.stringify(up)) !== true) break;
      pending.sent = true;
    }
    this.#resendLater();
  }

  async loadOlder(): Promise<void> {
    const log = this.#log;
    if (log === undefined || !hasOlder(log) || this.#fetching) return;
    this.#fetching = true;
    try {
      const page = await this.#options.fetchHistory({ beforeSeq: log.from, limit: PAGE });
      if (this.#scope.closed) return;
      this.#setLog(withOlderPage(this.#log ?? log, page, PAGE));
    } catch (error) {
      // The person may scroll up again.
      this.#options.log.warn('older chat not loaded', { code: clientErrorOf(error).code });
    } finally {
      this.#fetching = false;
    }
    this.#fetchGap();
  }

  /** A frame of the `chat` channel. */
  receive(text: string): void {
    const down = ChatDown.safeParse(parseJson(text));
    if (!down.success || this.#log === undefined) return;
    switch (down.data.type) {
      case 'chat': {
        const { type: _, ...message } = down.data;
        this.#arrived(message);
        break;
      }
      case 'skipped': {
        this.#setLog(withArrived(this.#log, down.data.seq, null));
        break;
      }
      case 'stored': {
        this.#onStored(down.data);
        break;
      }
      case 'refused': {
        this.#onRefused(down.data);
        break;
      }
      default: {
        assertNever(down.data);
      }
    }
    this.#fetchGap();
  }

  close(): void {
    this.#scope.close();
    this.#port = undefined;
  }

  /** What is not stored yet and may still be. */
  get #waiting(): readonly Pending[] {
    return [...this.#pending.values()].filter(({ failed }) => !failed);
  }

  /** The answers stay out, or this is another channel. */
  #sendAgain(): void {
    for (const pending of this.#waiting) pending.sent = false;
    this.flush();
  }

  #resendLater(): void {
    if (this.#waiting.length === 0) {
      this.#cancelResend?.();
      this.#cancelResend = undefined;
      this.#resends = 0;
      return;
    }
    this.#cancelResend ??= this.#scope.timeout(backoffMs(this.#resends, RESEND), () => {
      this.#cancelResend = undefined;
      this.#resends += 1;
      this.#sendAgain();
    });
  }

  #arrived(message: ChatMessage): void {
    if (this.#log === undefined) return;
    // One's own message may come back before its acknowledgement, or instead of it.
    this.#pending.delete(message.clientMessageId);
    this.#resendLater();
    const before = this.#log;
    const after = withArrived(before, message.seq, message);
    this.#setLog(this.#fetching ? after : bounded(after));
    if (after !== before) this.#options.onMessage(message);
  }

  #onStored({ clientMessageId, seq, timestamp }: Extract<ChatDown, { type: 'stored' }>): void {
    const pending = this.#pending.get(clientMessageId);
    const self = this.#options.self();
    if (pending === undefined || self === undefined) return;
    const { message, to } = pending;
    const { participantId, name } = self;
    this.#arrived({ seq, clientMessageId, participantId, name, message, timestamp, ...(to && { to }) });
    this.#changed();
  }

  #onRefused({ clientMessageId, retry, code }: Extract<ChatDown, { type: 'refused' }>): void {
    const pending = this.#pending.get(clientMessageId);
    if (pending === undefined) return;
    this.#options.log.info('chat message refused', { clientMessageId, code, retry });
    // With `retry` it stays pending and the timer sends it again.
    pending.failed = !retry;
    this.#changed();
  }

  #fetchGap(): void {
    if (this.#fetching || !this.#lacks()) return;
    this.#fetching = true;
    void this.#fetchNewer().finally(() => (this.#fetching = false));
  }

  /** Fetches until nothing is missing; goes on trying while the web app or the database is out of reach. */
  async #fetchNewer(): Promise<void> {
    for (let failures = 0; this.#log !== undefined && this.#lacks();) {
      try {
        this.#behind = false;
        const page = await this.#options.fetchHistory({ afterSeq: this.#log.to, limit: PAGE });
        if (this.#scope.closed) return;
        const known = this.#log.to;
        this.#setLog(withNewerPage(this.#log, page, PAGE));
        for (const message of page.messages) {
          this.#pending.delete(message.clientMessageId);
          if (message.seq > known) this.#options.onMessage(message);
        }
        failures = this.#log.to > known ? 0 : failures + 1;
        if (failures === 0 || !this.#lacks()) continue;
      } catch (error) {
        this.#behind = true;
        failures += 1;
        this.#options.log.warn('chat gap not fetched', { code: clientErrorOf(error).code, failures });
      }
      if (!(await this.#scope.sleep(backoffMs(failures - 1, FETCH_RETRY)))) return;
    }
    this.#changed();
  }

  #lacks(): boolean {
    return this.#log !== undefined && (this.#behind || hasGap(this.#log));
  }

  #setLog(log: ChatLog): void {
    if (log === this.#log) return;
    this.#log = log;
    this.#changed();
  }

  #changed(): void {
    const early = [...(this.#log?.ahead.values() ?? [])].filter((message) => message !== null);
    const stored = [...(this.#log?.messages ?? []), ...early.sort((a, b) => a.seq - b.seq)];
    this.#entries = [
      ...stored.map((message) => ({ state: 'stored' as const, ...message })),
      ...this.#pendingEntries(),
    ];
    this.#options.onChange();
  }

  #pendingEntries(): ChatEntry[] {
    const self = this.#options.self();
    if (self === undefined) return [];
    return [...this.#pending.values()].map(({ failed, clientMessageId, message, to, timestamp }) => ({
      state: failed ? 'failed' : 'pending',
      clientMessageId,
      participantId: self.participantId,
      name: self.name,
      message,
      timestamp,
      ...(to && { to }),
    }));
  }
}
