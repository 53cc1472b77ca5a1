import type { ErrorCode } from './errors.ts';

/*
 * Private WebSocket close codes (4000-4999), by which a client sees that it need not try again as it did. The close
 * reason is the ErrorCode of a refused connection, or why a peer was closed.
 */

/** The peer was closed. */
export const PEER_CLOSED = 4000;
/** Another socket carries the peer. */
export const SUPERSEDED = 4001;
/** From a client: it is not coming back on another socket, because its page goes away. */
export const CLIENT_GONE = 4100;
/** From this one on the connection was refused. */
export const FIRST_REFUSED = 4400;

/** The close code of a connection that is refused with this error. */
export function closeCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'unauthorized':
    case 'tokenExpired': {
      return 4401;
    }
    case 'resumeFailed': {
      return 4410;
    }
    case 'tooManyConnections':
    case 'rateLimited': {
      return 4429;
    }
    case 'serverClosing': {
      return 4503;
    }
    default: {
      return 4500;
    }
  }
}
