import type { EventId, LoggedEvent, RoomSnapshot } from '@convene/protocol';
import type { EventLog } from './EventLog.ts';

export type ReadEventsOptions = {
  readonly after: EventId;
  readonly signal: AbortSignal;
  /** What takes the place of events that are not kept any more; undefined: they are passed over. */
  readonly snapshot: () => RoomSnapshot | undefined;
  readonly onResynced: () => void;
};

/** The events of one peer after a position, then each as it happens, until the signal aborts or the log ends. */
export async function* readEvents(
  log: EventLog,
  { after, signal, snapshot: takeSnapshot, onResynced }: ReadEventsOptions,
): AsyncGenerator<LoggedEvent> {
  let position = after;
  while (!signal.aborted) {
    const read = log.read(position);
    if ('keptAfter' in read) {
      const snapshot = takeSnapshot();
      position = snapshot === undefined ? read.keptAfter : log.lastId;
      if (snapshot === undefined) continue;
      onResynced();
      yield { eventId: position, event: { type: 'resynced', snapshot } };
      continue;
    }
    for (const logged of read.events) {
      yield logged;
      position = logged.eventId;
    }
    if (read.events.length > 0) continue;
    if (log.ended) return;
    // Between the reading and this line nothing was awaited: no event can fall between.
    await log.changed(signal);
  }
}
