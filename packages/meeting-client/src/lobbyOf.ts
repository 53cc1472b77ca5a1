import type { PeerSession } from './PeerSession.ts';
import type { MeetingPhase } from './snapshot.ts';

export type LobbyPhase = Extract<MeetingPhase, { state: 'lobby' }>;

/** The lobby as the web app's answer has it, before anything is prepared. */
export function lobbyOf({ entered }: PeerSession): LobbyPhase {
  const { name, occupied, muted, cameraOff } = entered.seat;
  const seat = { name: name ?? undefined, occupied, muted, cameraOff };
  const { admission } = entered;
  return { state: 'lobby', warm: false, loopbackOnly: false, seat, admission };
}
