import type { EventId, LoggedEvent, RoomEvent } from '@convene/protocol';
import { EventLog } from './EventLog.ts';
import { readEvents, type ReadEventsOptions } from './readEvents.ts';

/** The events of one peer. They have one reader at a time: a second one is the same client on a new socket. */
export class PeerEvents {
  readonly #log = new EventLog();
  #reader = new AbortController();

  get lastId(): EventId {
    return this.#log.lastId;
  }

  append(event: RoomEvent): void {
    this.#log.append(event);
  }

  /** No more events come; the reader ends after the last one. */
  end(): void {
    this.#log.end();
  }

  read({ signal, ...options }: ReadEventsOptions): AsyncGenerator<LoggedEvent> {
    this.#reader.abort();
    this.#reader = new AbortController();
    return readEvents(this.#log, { ...options, signal: AbortSignal.any([signal, this.#reader.signal]) });
  }
}
