import type { PartEvent } from '@convene/protocol/link';
import type { LocalPart } from '../room/ports.ts';

/** Of a part, what others mirror. */
export type FedPart = Pick<LocalPart, 'read' | 'watch'>;

/** The whole part and then each change of it, until `ended`: between the two nothing is lost, for they are of one turn. */
export async function* feedOf(local: FedPart, ended: AbortSignal): AsyncGenerator<PartEvent> {
  const events: PartEvent[] = [];
  let wake = () => {};
  const stop = local.watch((event) => {
    events.push(event);
    wake();
  });
  events.push({ type: 'part', part: local.read() });
  const end = () => wake();
  ended.addEventListener('abort', end, { once: true });
  try {
    while (!ended.aborted) {
      const event = events.shift();
      if (event === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else yield event;
    }
  } finally {
    stop();
    ended.removeEventListener('abort', end);
  }
}
