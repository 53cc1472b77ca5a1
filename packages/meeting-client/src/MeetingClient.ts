import {
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
import { CodecChoice, commonCodec } from './CodecChoice.ts';
import { type ClientLog, silentLog } from './clientLog.ts';
import { Devices } from './Devices.ts';
import type { ClientEnvironment } from './environment.ts';
import { isSameServer } from './isSameServer.ts';
import type { LocalMediaApi } from './localMediaApi.ts';
import { HostTools } from './HostTools.ts';
import { MeetingTalk } from './MeetingTalk.ts';
import { Notifier } from './Notifier.ts';
import { OutgoingStreams } from './OutgoingStreams.ts';
import { OwnNetwork } from './OwnNetwork.ts';
import type { PeerSession, PeerSessionNews } from './PeerSession.ts';
import type { MeetingSnapshot, ScreenContent } from './snapshot.ts';
import { SnapshotBuilder } from './SnapshotBuilder.ts';
import { Statistics } from './Statistics.ts';
import { ViewSender } from './ViewSender.ts';

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
  readonly #network: OwnNetwork;
  #talk: MeetingTalk;
  #entered: Entered | undefined;
  #self: Joined['self'] | undefined;
  #snapshot: MeetingSnapshot | undefined;

  constructor(options: MeetingClientOptions) {
    this.#options = options;
    const { localMedia, log = silentLog, limits = defaultLimits } = options;
    const environment = options.environment ?? browserEnvironment();
    this.#awaited = new AwaitedPeople({
      awaitMs: limits.peerWithoutSocketMs,
      onChange: () => this.#changed(),
    });
    this.#snapshots = new SnapshotBuilder((present) => this.#awaited.with(present));
    this.#view = new ViewSender(log);
    this.statistics = new Statistics({ session: () => this.#attendance.session, view: this.#view });
    this.#network = new OwnNetwork({
      statistics: this.statistics,
      periodMs: limits.consumerStatsMs,
      log,
      snapshot: () => this.getSnapshot(),
      sits: (session) => this.#sits(session),
      onChange: () => this.#changed(),
    });
    this.#talk = this.#createTalk();
    this.#outgoing = new OutgoingStreams({
      localMedia,
      captureScreen: (content) => environment.captureScreen(content),
      onChange: () => this.#changed(),
    });
    this.host = new HostTools({
      ask: (call) => this.#attendance.ask(call),
      isOver: () => this.#attendance.phase.state === 'ended',
      turnOff: (source) => this.#outgoing.turnOff(source),
    });
    const devices = new Devices(options.device);
    this.#attendance = new Attendance({ ...options, environment, devices, log, listener: this, news: this });
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
      talk: this.#talk,
      networkDown: this.#network.down,
    });
    return this.#snapshot;
  };
  subscribe = (listener: () => void): (() => void) => this.#notifier.subscribe(listener);

  enter = (): Promise<void> => this.#attendance.enter();
  enterAsAnother = (): Promise<void> => this.#attendance.enterAsAnother();
  join = (options: JoinOptions): Promise<void> => this.#attendance.join(options);
  leave = (): Promise<void> => this.#attendance.leave();
  openCheck = (input: OpenCheckInput): Promise<OpenedCheck> => this.#attendance.openCheck(input);
  rename = (name: string): Promise<void> => this.#attendance.rename(name);
  tryNow = (): void => this.#attendance.tryNow();

  close(): void {
    this.#attendance.close();
    this.#outgoing.close();
    this.#codec.close();
    this.#view.close();
    this.#network.end();
    this.#awaited.clear();
    this.#talk.close();
  }

  setMuted = (muted: boolean): Promise<void> => this.#outgoing.setMuted(muted);
  setCameraOff = (off: boolean): Promise<void> => this.#outgoing.setCameraOff(off);
  startScreenShare = (): Promise<void> => this.#outgoing.startScreenShare();
  stopScreenShare = (): Promise<void> => this.#outgoing.stopScreenShare();
  setScreenContent = (content: ScreenContent): void => this.#outgoing.setScreenContent(content);
  get screenTrack(): MediaStreamTrack | undefined {
    return this.#outgoing.screenTrack;
  }

  sendChat = (message: string, to?: ParticipantId): void => this.#talk.send(message, to);
  retryChat = (clientMessageId: string): void => this.#talk.chat.retry(clientMessageId);
  loadOlderChat = (): Promise<void> => this.#talk.chat.loadOlder();
  setTyping = (typing: boolean): void => this.#talk.signals.setTyping(typing);
  react = (emoji: string): void => this.#talk.signals.react(emoji);

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

  volume = (participantId: ParticipantId): number => this.#talk.signals.volume(participantId);

  joinState(): JoinState {
    const { muted, cameraOff } = this.#outgoing;
    return { muted, cameraOff, view: this.#view.view };
  }

  onPhase = (): void => this.#changed();
  onRecovery = (): void => this.#changed();

  onEntered(entered: Entered): void {
    // Only the first time: later the person's own choice in the lobby counts.
    if (this.#entered === undefined) this.#outgoing.restore(entered.seat);
    this.#entered = entered;
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
    void this.#network.begin(session);
  }

  /** The choices of this person stand: they come back as muted as they are. */
  onRenewed(session: PeerSession, renewed: RenewMediaOutput): void {
    if (this.#sits(session)) this.#useMedia(session, renewed);
  }

  onResumed(): void {
    this.#view.resend();
    this.#talk.chat.flush();
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
    if (event.type === 'resynced') this.#talk.chat.announce(event.snapshot.chatSeq);
    if (session.roster !== undefined) this.#awaited.hear(event, session.roster.participants);
    if (event.type === 'peerClosed') this.#talk.signals.stopTyping(event.participantId);
  }

  onData(session: PeerSession, label: DataLabel, text: string): void {
    if (this.#sits(session)) this.#talk.receive(label, text);
  }

  onDataOpen(session: PeerSession, label: DataLabel): void {
    if (this.#sits(session)) this.#talk.opened(label);
  }

  onDataHeard(session: PeerSession, label: DataLabel): void {
    if (this.#sits(session)) this.#talk.heard(label);
  }

  onEnded(): void {
    this.#outgoing.stop();
    this.#codec.reset();
    this.#view.detach();
    this.#network.end();
    this.#awaited.clear();
    this.#talk.close();
    this.#self = undefined;
    this.#entered = undefined;
    // Whoever comes back finds the chat as it is then.
    this.#talk = this.#createTalk();
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
    this.#talk.attach(session, chatSeq);
    this.#changed();
    void this.#startSending(session);
  }

  /** After the first consumers stand, so that nothing that is sent delays what is received. */
  async #startSending(session: PeerSession): Promise<void> {
    await session.receiving;
    if (session.media && this.#sits(session)) await this.#outgoing.attach(session.media);
  }

  #createTalk(): MeetingTalk {
    const { web, log = silentLog } = this.#options;
    return new MeetingTalk({
      web,
      log,
      meetingId: () => this.#entered?.meeting.meetingId,
      seatKey: () => this.#attendance.seatKey,
      self: () => this.#self,
      session: () => this.#attendance.session,
      onMoment: (event) => {
        for (const listener of this.#moments) listener(event);
      },
      onChange: () => this.#changed(),
    });
  }

  #changed(): void {
    this.#snapshot = undefined;
    this.#notifier.notify();
  }
}
