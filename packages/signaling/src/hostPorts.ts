import type {
  AnswerKnocksInput,
  LetBackInInput,
  ParticipantInput,
  PinForAllInput,
  RaiseHandInput,
  RemoveParticipantInput,
  SetLockedInput,
  SetRoleInput,
  SetWaitingRoomInput,
  StopSourceInput,
} from '@convene/protocol';

/** The host tools as the media server carries them out. Each may throw an AppError; asked again, each does no more. */
export interface HostRequests {
  raiseHand(input: RaiseHandInput): Promise<void>;
  lowerHand(input: ParticipantInput): Promise<void>;
  lowerAllHands(): Promise<void>;
  stopSource(input: StopSourceInput): Promise<void>;
  muteAll(): Promise<void>;
  pinForAll(input: PinForAllInput): Promise<void>;
  setLocked(input: SetLockedInput): Promise<void>;
  setWaitingRoom(input: SetWaitingRoomInput): Promise<void>;
  answerKnocks(input: AnswerKnocksInput): Promise<void>;
  removeParticipant(input: RemoveParticipantInput): Promise<void>;
  letBackIn(input: LetBackInInput): Promise<void>;
  setRole(input: SetRoleInput): Promise<void>;
  handOver(input: ParticipantInput): Promise<void>;
  endMeeting(): Promise<void>;
}
