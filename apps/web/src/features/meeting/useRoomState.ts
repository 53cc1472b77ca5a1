import type { LocalMediaSnapshot, MeetingSnapshot } from '@convene/meeting-client';
import { useSyncExternalStore } from 'react';
import { useRoom } from './roomContext.ts';

/**
 * What the selector picks from the meeting's newest snapshot. It must pick what is in there, not make something new: a
 * component is drawn again when the picked value is another one.
 */
export function useRoomState<T>(selector: (snapshot: MeetingSnapshot) => T): T {
  const { client } = useRoom();
  return useSyncExternalStore(
    (listener) => client.subscribe(listener),
    () => selector(client.getSnapshot()),
  );
}

/** The same for the person's own camera and microphone. */
export function useLocalMedia<T>(selector: (snapshot: LocalMediaSnapshot) => T): T {
  const { media } = useRoom();
  return useSyncExternalStore(
    (listener) => media.subscribe(listener),
    () => selector(media.getSnapshot()),
  );
}
