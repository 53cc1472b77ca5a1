import type {
  ChatHistory,
  ChatHistoryInput,
  EnterInput,
  EnterOutput,
  ParticipantId,
  ProducerId,
  ServerId,
  Source,
  StreamId,
  ViewTile,
} from '@convene/protocol';
import type { OpenCheckInput } from '@convene/protocol/check';
import type { MeetingSnapshot, ScreenContent } from './snapshot.ts';
import type { HostApi } from './hostApi.ts';
import type { SendStats, StreamStats } from '@convene/protocol/stats';

/** What the client needs of the web app; the browser gives a tRPC client, a test a direct caller. */
export interface WebApi {
  enter(input: EnterInput): Promise<EnterOutput>;
  chatHistory(input: ChatHistoryInput): Promise<ChatHistory>;
}

export type JoinOptions = {
  readonly name: string;
  /** "Switch to this tab": take the seat from the tab that sits in it. */
  readonly takeOver?: boolean;
};

/** A path for the connection check, and the server that opened it: the one at which this client would join. */
export type OpenedCheck = {
  readonly serverId: ServerId;
  /** For the check to understand, which is loaded on demand. */
  readonly answer: unknown;
};

/** Reactions and the like that are shown for a moment and kept nowhere. */
export type MomentaryEvent = {
  readonly type: 'reaction';
  readonly participantId: ParticipantId;
  readonly emoji: string;
};

/** What the browser counts of one stream that is sent. */
export type SentReport = {
  readonly source: Source;
  readonly producerId: ProducerId;
  readonly report: RTCStatsReport;
};

/** What is measured of a client's streams: for those who look, since each question costs. */
export interface MeetingStatistics {
  /** Of a stream of somebody else; undefined: nothing of it is received. */
  received(streamId: StreamId): Promise<RTCStatsReport | undefined>;
  /** Of all that is received. */
  connection(): Promise<RTCStatsReport | undefined>;
  sent(): Promise<readonly SentReport[]>;
  /** The way of a stream, as the servers see it. @throws AppError */
  path(streamId: StreamId): Promise<StreamStats>;
  /** Tells the server how this client sends. @throws AppError */
  report(streams: readonly SendStats[]): Promise<void>;
  /** What this client says that it draws of a stream. */
  tile(streamId: StreamId): ViewTile | undefined;
}

/** One client in one meeting. Media objects are reached through `track`, never through the snapshot. */
export interface MeetingClientApi {
  getSnapshot(): MeetingSnapshot;
  subscribe(listener: () => void): () => void;

  /** Opens the lobby: asks for a server and connects the transports. */
  enter(): Promise<void>;
  /** Opens the lobby again with a seat of its own ("Join as another person"). */
  enterAsAnother(): Promise<void>;
  /** For the connection check (`@convene/meeting-client/check`), from an open lobby. @throws AppError */
  openCheck(input: OpenCheckInput): Promise<OpenedCheck>;
  join(options: JoinOptions): Promise<void>;
  leave(): Promise<void>;
  /** While a connection is lost: does not wait for the next attempt. */
  tryNow(): void;
  /** Lets go of everything at once (the page is closed). */
  close(): void;

  setMuted(muted: boolean): Promise<void>;
  setCameraOff(off: boolean): Promise<void>;
  /**
   * Asks the browser for a screen and sends it; one that is shared already makes way. @throws DOMException when the person
   * declines.
   */
  startScreenShare(): Promise<void>;
  stopScreenShare(): Promise<void>;
  setScreenContent(content: ScreenContent): void;
  /** The own screen, for a look at it. */
  readonly screenTrack: MediaStreamTrack | undefined;
  rename(name: string): Promise<void>;

  /** Raised hands, and what hosts and cohosts may do. */
  readonly host: HostApi;

  sendChat(message: string, to?: ParticipantId): void;
  retryChat(clientMessageId: string): void;
  loadOlderChat(): Promise<void>;
  setTyping(typing: boolean): void;
  react(emoji: string): void;
  onMoment(listener: (event: MomentaryEvent) => void): () => void;

  /** What is drawn; debounced here. */
  setView(tiles: readonly ViewTile[]): void;
  /** The remote track of a stream. */
  track(streamId: StreamId): MediaStreamTrack | undefined;
  /** Loudness of a participant right now, 0 to 1; fast, so it bypasses snapshots. */
  volume(participantId: ParticipantId): number;
  readonly statistics: MeetingStatistics;
}
