import {
  AppError,
  ChatHistory,
  type DataLabel,
  type Entered,
  type Joined,
  defaultLimits,
  type Limits,
  type ParticipantId,
  type RenewMediaOutput,
  type RoomEvent,
  type StreamId,
  type ViewTile,
} from '@convene/protocol';
import type { OpenCheckInput } from '@convene/protocol/check';
import type { types } from 'mediasoup-client';
import type { JoinOptions, MeetingClientApi, MomentaryEvent, OpenedCheck, WebApi } from './api.ts';
import type { JoinState } from './Arrival.ts';
import { Attendance } from './Attendance.ts';
import type { AttendanceListener, Seated } from './attendancePorts.ts';
import { AwaitedPeople } from './AwaitedPeople.ts';
import { browserEnvironment } from './browserEnvironment.ts';
import { ChatChannel } from './ChatChannel.ts';
import { CodecChoice, commonCodec } from './CodecChoice.ts';
import type { HistoryInput } from './chatPorts.ts';
import { type ClientLog, silentLog } from './clientLog.ts';
import { Devices } from './Devices.ts';
import type { ClientEnvironment } from './environment.ts';
import type { LocalMediaApi } from './localMediaApi.ts';
import { HostTools, requireSeated } from './HostTools.ts';
import { Notifier } from './Notifier.ts';
import { OutgoingStreams } from './OutgoingStreams.ts';
import type { PeerSession, PeerSessionNews } from './PeerSession.ts';
import { SignalsChannel } from './SignalsChannel.ts';
import type { MeetingSnapshot, ScreenContent } from './snapshot.ts';
import { SnapshotBuilder } from './SnapshotBuilder.ts';
import { Statistics } from './Statistics.ts';
import { ViewSender } from './ViewSender.ts';
import type { NetworkWatch } from './why/NetworkWatch.ts';

export type MeetingClientOptions = {
  readonly slug: string;
  readonly web: WebApi;
  readonly localMedia: LocalMediaApi;
  /** The page; a browser's own unless given. */
  readonly environment?: ClientEnvironment;
  readonly log?: ClientLog;
  readonly limits?: Limits;
  readonly webSocket?: typeof WebSocket;
  /** mediasoup-client's handler, where it can't find out by itself which one fits. */
  readonly device?: types.DeviceOptions;
};

/** One client in one meeting: puts its parts together and answers what they know as one snapshot. */
export class MeetingClient implements MeetingClientApi, AttendanceListener, PeerSessionNews {
  readonly #options: MeetingClientOptions;
  readonly host: HostTools;
  readonly #notifier = new Notifier();
  readonly #moments = new Set<(event: MomentaryEvent) => void>();
  readonly #attendance: Attendance;
  readonly #outgoing: OutgoingStreams;
  readonly #codec = new CodecChoice(() => this.#outgoing.setCameraCodec(this.#codec.codec));
  readonly #view: ViewSender;
  readonly #awaited: AwaitedPeople;
  readonly #snapshots: SnapshotBuilder;
  readonly statistics: Statistics;
  #network: NetworkWatch | undefined;
  readonly #log: ClientLog;
  #chat: ChatChannel;
  #signals: SignalsChannel;
  #entered: Entered | undefined;
  #self: Joined['self'] | undefined;
  #snapshot: MeetingSnapshot | undefined;

  constructor(options: MeetingClientOptions) {
    this.#options = options;
    const { slug, web, localMedia, log = silentLog, limits, webSocket } = options;
    const environment = options.environment ?? browserEnvironment();
    this.#log = log;
    this.#awaited = new AwaitedPeople({
      awaitMs: (limits ?? defaultLimits).peerWithoutSocketMs,
      onChange: () => this.#changed(),
    });
    this.#snapshots = new SnapshotBuilder((present) => this.#awaited.with(present));
    this.#view = new ViewSender(log);
    this.statistics = new Statistics({ session: () => this.#attendance.session, view: this.#view });
    this.#chat = this.#createChat();
    this.#signals = this.#createSignals();
    this.#outgoing = new OutgoingStreams({
      localMedia,
      captureScreen: (content) => environment.captureScreen(content),
      onChange: () => this.#changed(),
    });
    this.host = new HostTools({
      ask: (call) =>
        requireSeated(this.#attendance.session, this.#attendance.phase.state).signaling.ask(call),
      isOver: () => this.#attendance.phase.state === 'ended',
      turnOff: (source) => this.#outgoing.turnOff(source),
    });
    const devices = new Devices(options.device);
    this.#attendance = new Attendance({
      slug,
      web,
      environment,
      devices,
      log,
      limits,
      webSocket,
      listener: this,
      news: this,
    });
  }

  getSnapshot = (): MeetingSnapshot => {
    this.#snapshot ??= this.#snapshots.build({
      phase: this.#attendance.phase,
      recovery: this.#attendance.recovery,
      session: this.#attendance.session,
      entered: this.#entered,
      self: this.#self,
      outgoing: this.#outgoing,
      tileOf: (streamId) => this.#view.tile(streamId),
      chat: this.#chat,
      signals: this.#signals,
      networkDown: this.#network?.down,
    });
    return this.#snapshot;
  };
  subscribe = (listener: () => void): (() => void) => this.#notifier.subscribe(listener);

  enter = (): Promise<void> => this.#attendance.enter();
  enterAsAnother = (): Promise<void> => this.#attendance.enterAsAnother();
  join = (options: JoinOptions): Promise<void> => this.#attendance.join(options);
  leave = (): Promise<void> => this.#attendance.leave();
  openCheck = (input: OpenCheckInput): Promise<OpenedCheck> => this.#attendance.openCheck(input);
  tryNow = (): void => this.#attendance.tryNow();

  close(): void {
    this.#attendance.close();
    this.#outgoing.close();
    this.#codec.close();
    this.#view.close();
    this.#endNetworkWatch();
    this.#awaited.clear();
    this.#chat.close();
    this.#signals.close();
  }

  setMuted = (muted: boolean): Promise<void> => this.#outgoing.setMuted(muted);
  setCameraOff = (off: boolean): Promise<void> => this.#outgoing.setCameraOff(off);
  startScreenShare = (): Promise<void> => this.#outgoing.startScreenShare();
  stopScreenShare = (): Promise<void> => this.#outgoing.stopScreenShare();
  setScreenContent = (content: ScreenContent): void => this.#outgoing.setScreenContent(content);
  get screenTrack(): MediaStreamTrack | undefined {
    return this.#outgoing.screenTrack;
  }

  async rename(name: string): Promise<void> {
    await this.#attendance.rename(name);
  }

  sendChat(message: string, to?: ParticipantId): void {
    this.#signals.setTyping(false);
    this.#chat.send(message, to);
  }
  retryChat = (clientMessageId: string): void => this.#chat.retry(clientMessageId);
  loadOlderChat = (): Promise<void> => this.#chat.loadOlder();
  setTyping = (typing: boolean): void => this.#signals.setTyping(typing);
  react = (emoji: string): void => this.#signals.react(emoji);

  onMoment(listener: (event: MomentaryEvent) => void): () => void {
    this.#moments.add(listener);
    return () => this.#moments.delete(listener);
  }

  setView(tiles: readonly ViewTile[]): void {
    // The layer that is wanted of each is in the snapshot.
    if (this.#view.set(tiles)) this.#changed();
  }

  track(streamId: StreamId): MediaStreamTrack | undefined {
    return this.#attendance.session?.media?.received.shown(streamId)?.track;
  }

  volume = (participantId: ParticipantId): number => this.#signals.volume(participantId);

  joinState(): JoinState {
    const { muted, cameraOff } = this.#outgoing;
    return { muted, cameraOff, view: this.#view.view };
  }

  onPhase(): void {
    this.#changed();
  }

  onEntered(entered: Entered): void {
    // Only the first time: later the person's own choice in the lobby counts.
    if (this.#entered === undefined) this.#outgoing.restore(entered.seat);
    this.#entered = entered;
  }

  onRecovery(): void {
    this.#changed();
  }

  onJoined({ session, joined, asked, before }: Seated): void {
    const { self } = joined;
    this.#self = self;
    const present = session.roster?.participants;
    if (before !== undefined && present !== undefined && !isSameServer(before, session)) {
      this.#awaited.rejoined(present);
    }
    // What the seat remembers beyond what was asked for; not what was asked because a device was still starting.
    this.#outgoing.restore({
      muted: self.muted && !asked.muted,
      cameraOff: self.cameraOff && !asked.cameraOff,
    });
    this.#view.attach((view) => session.signaling.setView(view), asked.view);
    this.#followCodec(session);
    this.#useMedia(session, joined.snapshot);
    void this.#watchNetwork(session);
  }

  /** The choices of this person stand: they come back as muted as they are. */
  onRenewed(session: PeerSession, renewed: RenewMediaOutput): void {
    if (this.#sits(session)) this.#useMedia(session, renewed);
  }

  onResumed(): void {
    this.#view.resend();
    this.#chat.flush();
  }

  onChange(session: PeerSession): void {
    if (!this.#sits(session)) return;
    this.#followCodec(session);
    this.#changed();
  }

  onEvent(session: PeerSession, event: RoomEvent): void {
    // Also by the next peer of a move, which has the seat before its pictures are here.
    if (event.type === 'stoppedByHost') this.host.stopped(event);
    if (!this.#sits(session)) return;
    if (event.type === 'resynced') this.#chat.announce(event.snapshot.chatSeq);
    if (session.roster !== undefined) this.#awaited.hear(event, session.roster.participants);
    if (event.type === 'peerClosed') this.#signals.stopTyping(event.participantId);
  }

  onData(session: PeerSession, label: DataLabel, text: string): void {
    if (!this.#sits(session)) return;
    if (label === 'chat') this.#chat.receive(text);
    else this.#signals.receive(text);
  }

  onDataOpen(session: PeerSession, label: DataLabel): void {
    if (this.#sits(session) && label === 'chat') this.#chat.flush();
  }

  onDataHeard(session: PeerSession, label: DataLabel): void {
    if (this.#sits(session) && label === 'chat') this.#chat.catchUp();
  }

  onEnded(): void {
    this.#outgoing.stop();
    this.#codec.reset();
    this.#view.detach();
    this.#endNetworkWatch();
    this.#awaited.clear();
    this.#chat.close();
    this.#signals.close();
    this.#self = undefined;
    this.#entered = undefined;
    // Whoever comes back finds the chat as it is then.
    this.#chat = this.#createChat();
    this.#signals = this.#createSignals();
    this.#changed();
  }

  /** Only the peer that sits counts; one that was lost may still speak while the next one comes. */
  #sits(session: PeerSession): boolean {
    return session === this.#attendance.session;
  }

  #followCodec({ roster }: PeerSession): void {
    if (roster === undefined) return;
    const others = [...roster.participants.values()].filter(
      ({ participantId }) => participantId !== this.#self?.participantId,
    );
    this.#codec.follow(commonCodec(this.#entered?.videoCodec, others));
  }

  #useMedia(session: PeerSession, { chatSeq }: { readonly chatSeq: number }): void {
    this.#chat.attach({ send: (text) => session.media?.send('chat', text) ?? false }, chatSeq);
    this.#changed();
    void this.#startSending(session);
  }

  /** After the first consumers stand, so that nothing that is sent delays what is received. */
  async #startSending(session: PeerSession): Promise<void> {
    await session.receiving;
    if (session.media && this.#sits(session)) await this.#outgoing.attach(session.media);
  }

  /** How this client sends, and how well it receives; nothing of it is needed before somebody sits. */
  async #watchNetwork(session: PeerSession): Promise<void> {
    if (this.#network !== undefined) return;
    try {
      const { NetworkWatch: Watch, tracksOfPoorSenders } = await import('./why/NetworkWatch.ts');
      if (this.#network !== undefined || !this.#sits(session) || session.closed) return;
      const { consumerStatsMs: periodMs } = this.#options.limits ?? defaultLimits;
      const { statistics } = this;
      this.#network = new Watch({
        statistics,
        periodMs,
        blameless: () => tracksOfPoorSenders(this.getSnapshot()),
        log: this.#log,
        onChange: () => this.#changed(),
      });
    } catch (error) {
      // The network may be away just now: it is tried again with the next peer.
      this.#log.debug('network not watched', { error: String(error) });
    }
  }

  #endNetworkWatch(): void {
    this.#network?.close();
    this.#network = undefined;
  }

  #createChat(): ChatChannel {
    return new ChatChannel({
      fetchHistory: (input) => this.#fetchHistory(input),
      self: () => this.#self,
      onChange: () => this.#changed(),
      onMessage: ({ participantId }) => this.#signals.stopTyping(participantId),
      log: this.#log,
    });
  }

  #createSignals(): SignalsChannel {
    return new SignalsChannel({
      send: (text) => this.#attendance.session?.media?.send('signals', text) ?? false,
      onTyping: () => this.#changed(),
      onMoment: (event) => {
        for (const listener of this.#moments) listener(event);
      },
    });
  }

  async #fetchHistory(input: HistoryInput): Promise<ChatHistory> {
    const meetingId = this.#entered?.meeting.meetingId;
    if (meetingId === undefined) throw AppError.wrongState('chatHistory', 'idle');
    const { seatKey } = this.#attendance;
    return ChatHistory.parse(await this.#options.web.chatHistory({ meetingId, seatKey, ...input }));
  }

  #changed(): void {
    this.#snapshot = undefined;
    this.#notifier.notify();
  }
}

function isSameServer({ entered: before }: PeerSession, { entered: now }: PeerSession): boolean {
  return before.server.serverId === now.server.serverId && before.server.epoch === now.server.epoch;
}
