import type { PeerSession } from './PeerSession.ts';

/** Whether both peers are on one server that has not been started anew between them. */
export function isSameServer(
  { entered: { server: before } }: Pick<PeerSession, 'entered'>,
  { entered: { server: now } }: Pick<PeerSession, 'entered'>,
): boolean {
  return before.serverId === now.serverId && before.epoch === now.epoch;
}
