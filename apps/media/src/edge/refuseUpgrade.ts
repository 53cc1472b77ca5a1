import type { Duplex } from 'node:stream';

/** Answers an HTTP connection that asked for a WebSocket and gets none. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
