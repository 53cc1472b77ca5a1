import type { ErrorCode } from '@convene/protocol';

/**
 * Private WebSocket close codes (4000-4999), by which a client sees that it need not try again as it did. The close
 * reason is the ErrorCode of a refused connection, or why a peer was closed.
 */
export const PEER_CLOSED = 4000;
export const SUPERSEDED = 4001;

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
