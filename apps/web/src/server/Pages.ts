import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What answers all that is neither the API nor the server's own: the user interface. */
export interface Pages {
  readonly ready: boolean;
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** WebSockets of the pages themselves; only in Next's development mode. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}
