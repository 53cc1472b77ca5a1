import {
  AppError,
  ChatHistory,
  type DataLabel,
  type Joined,
  type MeetingId,
  type ParticipantId,
  type SeatKey,
} from '@convene/protocol';
import type { MomentaryEvent, WebApi } from './api.ts';
import { ChatChannel } from './ChatChannel.ts';
import type { HistoryInput } from './chatPorts.ts';
import type { ClientLog } from './clientLog.ts';
import type { PeerSession } from './PeerSession.ts';
import { SignalsChannel } from './SignalsChannel.ts';

export type MeetingTalkOptions = {
  readonly web: Pick<WebApi, 'chatHistory'>;
  readonly log: ClientLog;
  /** The meeting; undefined: none has been entered. */
  readonly meetingId: () => MeetingId | undefined;
  readonly seatKey: () => SeatKey;
  readonly self: () => Joined['self'] | undefined;
  /** The peer that sits. */
  readonly session: () => PeerSession | undefined;
  readonly onMoment: (event: MomentaryEvent) => void;
  readonly onChange: () => void;
};

/** What goes over the DataChannels while somebody is in a meeting, whatever peers they have there: chat and signals. */
export class MeetingTalk {
  readonly chat: ChatChannel;
  readonly signals: SignalsChannel;
  readonly #options: MeetingTalkOptions;

  constructor(options: MeetingTalkOptions) {
    this.#options = options;
    const { session, self, onMoment, onChange, log } = options;
    this.chat = new ChatChannel({
      fetchHistory: (input) => this.#fetchHistory(input),
      self,
      onChange,
      onMessage: ({ participantId }) => this.signals.stopTyping(participantId),
      log,
    });
    this.signals = new SignalsChannel({
      send: (text) => session()?.media?.send('signals', text) ?? false,
      onTyping: onChange,
      onMoment,
    });
  }

  /** What was being written is written. */
  send(message: string, to?: ParticipantId): void {
    this.signals.setTyping(false);
    this.chat.send(message, to);
  }

  /** The media of this peer carry the chat from now on, whose last message has number `chatSeq`. */
  attach(session: PeerSession, chatSeq: number): void {
    this.chat.attach({ send: (text) => session.media?.send('chat', text) ?? false }, chatSeq);
  }

  receive(label: DataLabel, text: string): void {
    if (label === 'chat') this.chat.receive(text);
    else this.signals.receive(text);
  }

  /** A channel up has opened. */
  opened(label: DataLabel): void {
    if (label === 'chat') this.chat.flush();
  }

  /** A channel down can be heard from now on. */
  heard(label: DataLabel): void {
    if (label === 'chat') this.chat.catchUp();
  }

  close(): void {
    this.chat.close();
    this.signals.close();
  }

  async #fetchHistory(input: HistoryInput): Promise<ChatHistory> {
    const meetingId = this.#options.meetingId();
    if (meetingId === undefined) throw AppError.wrongState('chatHistory', 'idle');
    const seatKey = this.#options.seatKey();
    return ChatHistory.parse(await this.#options.web.chatHistory({ meetingId, seatKey, ...input }));
  }
}
