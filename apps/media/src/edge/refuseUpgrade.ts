import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers an HTTP connection that asked for a WebSocket and gets none. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  // A connection that breaks during the handshake must not end the process.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/**
 * What a request for a WebSocket is for. Undefined: tRPC must not see it, which makes a URL of path and host, and throws
 * where nobody catches when they are none.
 */
export function upgradePath({ url = '', headers }: IncomingMessage): string | undefined {
  return URL.canParse(url, `http://${headers.host}`) ? url.split('?')[0] : undefined;
}
