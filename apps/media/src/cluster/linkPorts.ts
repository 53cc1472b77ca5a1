import type { LinkChannel } from '@convene/horizontal';
import type { AppError, MeetingId, ServerEpoch, ServerId } from '@convene/protocol';
import type {
  DemandReport,
  LinkedStreamStats,
  PartEvent,
  ReadStreamStats,
  StopOrder,
} from '@convene/protocol/link';

/** One start of one media server. */
export type ServerStart = { readonly serverId: ServerId; readonly epoch: ServerEpoch };

/** What this server does for others that have opened a link to it; `edge/` puts it on the wire. */
export interface LinkService {
  /** The caller's socket stands. Answers how to say that it does not any more. */
  callerConnected(caller: ServerStart): () => void;
  /**
   * The whole of this server's part first, then each change (DESIGN §5); ends with the room.
   * @throws AppError forbidden, meetingNotFound, databaseUnavailable
   */
  watchRoom(caller: ServerStart, meetingId: MeetingId, signal: AbortSignal): AsyncIterable<PartEvent>;
  /** @throws AppError forbidden, meetingNotFound, databaseUnavailable */
  reportDemand(caller: ServerStart, report: DemandReport): Promise<void>;
  /** @throws AppError forbidden, meetingNotFound, participantNotFound, databaseUnavailable */
  order(caller: ServerStart, order: StopOrder): Promise<void>;
  /** @throws AppError forbidden, meetingNotFound, producerNotFound, databaseUnavailable */
  readStreamStats(caller: ServerStart, asked: ReadStreamStats): Promise<LinkedStreamStats>;
}

export type WatchListener = {
  /** The first event, and the first one after each break of the link, is the whole part. */
  onEvent(event: PartEvent): void;
  /** Nothing comes any more. Without an error: the room has ended there. */
  onEnd(error: AppError | undefined): void;
};

/** One server's calls to another one. What it is made of breaks and comes back by itself, until it is closed. */
export interface LinkClient {
  /** Carries horizontal's remote protocol. */
  readonly mediasoup: LinkChannel;
  /** Answers how to stop; the listener is not called after that. */
  watchRoom(meetingId: MeetingId, listener: WatchListener): () => void;
  /** @throws AppError timeout, and what the other server answers */
  reportDemand(report: DemandReport): Promise<void>;
  /** @throws AppError timeout, and what the other server answers */
  order(order: StopOrder): Promise<void>;
  readStreamStats(asked: ReadStreamStats): Promise<LinkedStreamStats>;
  close(): void;
}

export type LinkDial = {
  /** Asked for at each attempt. @throws AppError when there is none */
  readonly url: () => Promise<string>;
  /** A fresh one for each attempt. */
  readonly token: () => Promise<string>;
  /** The pause before the next attempt. */
  readonly retryMs: () => number;
  /** The other server has let us in. */
  readonly onOpen: () => void;
  /** The link broke, or an attempt failed; with an error when we were refused, here or there. */
  readonly onBroken: (error: AppError | undefined) => void;
};

/** Opens links; `edge/` implements it. */
export type DialLink = (dial: LinkDial) => LinkClient;
