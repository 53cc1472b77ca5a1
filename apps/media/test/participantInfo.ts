import { randomUUID } from 'node:crypto';
import { ParticipantId, type ParticipantInfo, PeerId } from '@convene/protocol';

/** Somebody new, who is there, unmuted and nobody in particular but for what is said. */
export function participantInfo(change: Partial<ParticipantInfo> = {}): ParticipantInfo {
  return {
    participantId: ParticipantId.parse(randomUUID()),
    peerId: PeerId.parse(randomUUID()),
    seatEpoch: 1,
    name: 'Ada',
    role: 'participant',
    muted: false,
    cameraOff: false,
    connection: 'connected',
    joinedAt: 0,
    ...change,
  };
}
