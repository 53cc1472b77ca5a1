import type { ChatDown } from '@convene/protocol';
import type { ChatPort } from '../chatPorts.ts';

/** A DataChannel that is open or not, and remembers what was sent. */
export class FakeDataChannel implements ChatPort {
  open = true;
  /** Messages for which the buffer is full. */
  refusals = 0;
  readonly sent: unknown[] = [];

  send(text: string): boolean {
    if (!this.open || this.refusals-- > 0) return false;
    this.sent.push(JSON.parse(text));
    return true;
  }
}

export const frame = (down: ChatDown): string => JSON.stringify(down);
