import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { isLoopbackAddress } from './operatorAccess.ts';

/** From another machine and without TLS. What is of this machine may have come through a proxy that took the TLS off. */
export function comesInClear({ socket }: IncomingMessage): boolean {
  return !(socket instanceof TLSSocket) && !isLoopbackAddress(socket.remoteAddress ?? '');
}
