import type { ChatHistory, ChatHistoryInput, ChatMessage, ParticipantId } from '@convene/protocol';
import type { ClientLog } from './clientLog.ts';

/** One live DataChannel pair; it is replaced with its peer. */
export interface ChatPort {
  /** Answers false while the channel is not open. */
  send(text: string): boolean;
}

/** Which part of the history; the meeting is its owner's to know. */
export type HistoryInput = Omit<ChatHistoryInput, 'meetingId' | 'seatKey'>;

type ChatSelf = { readonly participantId: ParticipantId; readonly name: string };

export type ChatChannelOptions = {
  readonly fetchHistory: (input: HistoryInput) => Promise<ChatHistory>;
  readonly self: () => ChatSelf | undefined;
  readonly onChange: () => void;
  readonly onMessage: (message: ChatMessage) => void;
  readonly log: ClientLog;
  readonly now?: () => number;
};
