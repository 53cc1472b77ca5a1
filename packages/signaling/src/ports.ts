import type {
  ConnectTransportInput,
  ConsumerInput,
  EventId,
  JoinInput,
  JoinOutput,
  LoggedEvent,
  PrepareOutput,
  ProduceDataInput,
  ProduceDataOutput,
  ProduceInput,
  ProduceOutput,
  ProducerInput,
  RenameInput,
  RenewMediaInput,
  RenewMediaOutput,
  RestartIceInput,
  RestartIceOutput,
  Role,
  View,
} from '@convene/protocol';
import type { HostRequests } from './hostPorts.ts';
import type { GetStreamStatsInput, ReportSendStatsInput, StreamStats } from '@convene/protocol/stats';
import type { OpenCheckInput, OpenCheckOutput } from '@convene/protocol/check';

/**
 * Where a peer stands. Requests are let through by it alone: `lobby` has shown a token, `joined` sits in the meeting,
 * `leaving` was superseded by a move and may only close what it has, `closed` may do nothing.
 */
export type PeerStanding =
  | { readonly state: 'lobby' }
  | { readonly state: 'joined'; readonly role: Role }
  | { readonly state: 'leaving' }
  | { readonly state: 'closed' };

/** The requests of one peer, as the media server carries them out. Each may throw an AppError. */
export interface PeerRequests {
  readonly host: HostRequests;
  prepare(): Promise<PrepareOutput>;
  keepPrepared(): void;
  openCheck(input: OpenCheckInput): Promise<OpenCheckOutput>;
  connectTransport(input: ConnectTransportInput): Promise<void>;
  restartIce(input: RestartIceInput): Promise<RestartIceOutput>;
  produceData(input: ProduceDataInput): Promise<ProduceDataOutput>;
  join(input: JoinInput): Promise<JoinOutput>;
  renewMedia(input: RenewMediaInput): Promise<RenewMediaOutput>;
  produce(input: ProduceInput): Promise<ProduceOutput>;
  pauseProducer(input: ProducerInput): Promise<void>;
  resumeProducer(input: ProducerInput): Promise<void>;
  closeProducer(input: ProducerInput): Promise<void>;
  resumeConsumer(input: ConsumerInput): Promise<void>;
  setView(input: View): Promise<void>;
  rename(input: RenameInput): Promise<void>;
  getStreamStats(input: GetStreamStatsInput): Promise<StreamStats>;
  reportSendStats(input: ReportSendStatsInput): Promise<void>;
  leave(): Promise<void>;
}

/** One live signaling session, whatever socket carries it at the moment. */
export interface SignalingPeer {
  readonly standing: PeerStanding;
  readonly requests: PeerRequests;
  /**
   * Runs one request after those before it: one peer's requests are handled one at a time (DESIGN §4), and counted
   * against its rate. @throws AppError rateLimited
   */
  enqueue<T>(request: string, run: () => Promise<T>): Promise<T>;
  /**
   * The events after `after`, then each as it happens, until `signal` aborts or the peer closes. The listener is
   * attached before the replay, so none is lost between.
   */
  events(after: EventId, signal: AbortSignal): AsyncIterable<LoggedEvent>;
}

/** What the edge makes for each connection: the peer behind it, or the error that every request of it gets. */
export type SignalingContext = { readonly peer: SignalingPeer };
