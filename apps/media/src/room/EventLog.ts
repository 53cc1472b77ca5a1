import { type EventId, type LoggedEvent, type RoomEvent, wireLimits } from '@convene/protocol';

type Entry = LoggedEvent & { readonly bytes: number };

/** What a reader gets next: events, or the news that the log reaches back to `keptAfter` only. */
export type LogRead = { readonly events: readonly LoggedEvent[] } | { readonly keptAfter: EventId };

/**
 * The events of one peer, kept so that a socket that comes back misses none (DESIGN §4). Bounded by count and by
 * bytes: a reader that is further behind gets a snapshot instead.
 */
export class EventLog {
  readonly #limits: { readonly entries: number; readonly bytes: number };
  readonly #entries: Entry[] = [];
  readonly #waiting = new Set<() => void>();
  #bytes = 0;
  #lastId: EventId = 0;
  #ended = false;

  constructor(
    limits: { entries: number; bytes: number } = {
      entries: wireLimits.eventLogEntries,
      bytes: wireLimits.eventLogBytes,
    },
  ) {
    this.#limits = limits;
  }

  get lastId(): EventId {
    return this.#lastId;
  }

  get ended(): boolean {
    return this.#ended;
  }

  append(event: RoomEvent): void {
    if (this.#ended) return;
    this.#lastId += 1;
    const bytes = JSON.stringify(event).length;
    this.#entries.push({ eventId: this.#lastId, event, bytes });
    this.#bytes += bytes;
    while (this.#entries.length > this.#limits.entries || this.#bytes > this.#limits.bytes) {
      const dropped = this.#entries.shift();
      if (dropped === undefined) break;
      this.#bytes -= dropped.bytes;
    }
    this.#wake();
  }

  /** No more events come; readers end after the last one. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** What came after `after`. A position that the log never reached counts as lost too. */
  read(after: EventId): LogRead {
    const oldestKept = this.#entries[0]?.eventId ?? this.#lastId + 1;
    if (after > this.#lastId || after + 1 < oldestKept) return { keptAfter: oldestKept - 1 };
    return { events: this.#entries.slice(after + 1 - oldestKept) };
  }

  /** Resolves when there is more to read than at the call, or when `signal` aborts. */
  async changed(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    const onAbort = () => resolve();
    signal.addEventListener('abort', onAbort);
    await promise;
    signal.removeEventListener('abort', onAbort);
    this.#waiting.delete(resolve);
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
