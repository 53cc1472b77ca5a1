import type { PeerSession } from './PeerSession.ts';
import type { ConnectionState } from './snapshot.ts';

/** How a peer that sits in the meeting is connected. */
export function connectionOf({ connected, renewing }: PeerSession): ConnectionState {
  if (!connected) return 'reconnecting';
  return renewing ? 'renewing' : 'connected';
}
