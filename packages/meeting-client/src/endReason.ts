import { assertNever, type PeerCloseReason } from '@convene/protocol';
import type { EndReason } from './snapshot.ts';

/** Why the meeting is over for this client; undefined when its peer is gone and another one may take the seat again. */
export function endReasonOf(reason: PeerCloseReason): EndReason | undefined {
  switch (reason) {
    case 'left':
    case 'takenOver':
    case 'removed':
    case 'refused':
    case 'ended':
    case 'flooded': {
      return reason;
    }
    case 'replaced':
    case 'socketLost':
    case 'serverLost':
    case 'tooSlow':
    case 'notAcknowledging':
    case 'workerDied':
    case 'serverClosing':
    case 'expired': {
      return undefined;
    }
    default: {
      return assertNever(reason);
    }
  }
}
