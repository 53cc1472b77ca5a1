import type {
  ChatEntry,
  HostApi,
  HostNews,
  JoinOptions,
  MeetingClientApi,
  MeetingPhase,
  MeetingSnapshot,
  MeetingStatistics,
  MomentaryEvent,
  OpenedCheck,
  ScreenContent,
  SelfView,
  StreamView,
} from '@convene/meeting-client';
import {
  AppError,
  MeetingId,
  MeetingSlug,
  ParticipantId,
  type ParticipantInfo,
  PeerId,
  ProducerId,
  type Source,
  type StreamId,
  streamIdOf,
  type ViewTile,
} from '@convene/protocol';

const uuid = (block: string, n: number) => `00000000-0000-4000-${block}-${String(n).padStart(12, '0')}`;

export const participantId = (n: number): ParticipantId => ParticipantId.parse(uuid('8000', n));

export const aParticipant = (
  n: number,
  name: string,
  more: Partial<ParticipantInfo> = {},
): ParticipantInfo => ({
  participantId: participantId(n),
  peerId: PeerId.parse(uuid('9000', n)),
  seatEpoch: 1,
  name,
  role: 'participant',
  muted: false,
  cameraOff: false,
  connection: 'connected',
  joinedAt: n,
  ...more,
});

export const aStream = (n: number, source: Source, more: Partial<StreamView> = {}): StreamView => ({
  streamId: streamIdOf(participantId(n), source),
  participantId: participantId(n),
  source,
  kind: source === 'camera' || source === 'screen' ? 'video' : 'audio',
  producerId: ProducerId.parse(uuid('a000', n)),
  paused: false,
  consumerId: undefined,
  trackId: `${n}:${source}`,
  layers: undefined,
  spatialLayers: 1,
  wantedLayer: undefined,
  heldBack: false,
  ...more,
});

export const aMessage = (
  seq: number,
  [from, name]: readonly [number, string],
  message: string,
): ChatEntry => ({
  state: 'stored',
  seq,
  clientMessageId: uuid('9999', seq),
  participantId: participantId(from),
  name,
  message,
  timestamp: seq * 1000,
});

const EMPTY: MeetingSnapshot = {
  phase: { state: 'idle' },
  recovery: undefined,
  meeting: undefined,
  self: undefined,
  participants: [],
  streams: new Map(),
  activeSpeaker: null,
  door: undefined,
  roomState: { locked: false, waitingRoom: false, pinned: null, hands: {} },
  chat: { entries: [], hasOlder: false, typing: [] },
};

/** A meeting whose state the test sets by hand, and which remembers what it was asked. */
export class FakeMeetingClient implements MeetingClientApi {
  readonly asked: string[] = [];
  readonly sent: string[] = [];
  readonly joins: JoinOptions[] = [];
  readonly volumes = new Map<ParticipantId, number>();
  readonly tracks = new Map<StreamId, MediaStreamTrack>();
  view: readonly ViewTile[] = [];
  joinFailure: AppError | undefined;
  olderChat: Promise<void> = Promise.resolve();
  screenShare: Promise<void> = Promise.resolve();
  screenTrack: MediaStreamTrack | undefined;
  #snapshot = EMPTY;
  readonly #moments = new Set<(event: MomentaryEvent) => void>();
  readonly #listeners = new Set<() => void>();

  getSnapshot = (): MeetingSnapshot => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get listenerCount(): number {
    return this.#listeners.size;
  }

  set(change: Partial<MeetingSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }

  setPhase(phase: MeetingPhase): void {
    this.set({ phase });
  }

  /** Puts this client into a meeting: the first participant is the client itself. */
  sit(participants: readonly ParticipantInfo[], more: Partial<MeetingSnapshot> = {}): void {
    const first = participants[0];
    const self: SelfView | undefined = first && {
      participantId: first.participantId,
      name: first.name,
      role: first.role,
      muted: first.muted,
      cameraOff: first.cameraOff,
      sharing: false,
      share: undefined,
    };
    this.set({
      phase: { state: 'joined', connection: 'connected' },
      meeting: {
        meetingId: MeetingId.parse(uuid('8888', 1)),
        slug: MeetingSlug.parse('abc-defg-hij'),
        title: '',
      },
      self,
      participants,
      ...more,
    });
  }

  async enter(): Promise<void> {
    this.asked.push('enter');
  }
  async enterAsAnother(): Promise<void> {
    this.asked.push('enterAsAnother');
    const seat = { name: undefined, occupied: false, muted: false, cameraOff: false };
    this.setPhase({ state: 'lobby', warm: false, loopbackOnly: false, seat });
  }
  async join(options: JoinOptions): Promise<void> {
    this.joins.push(options);
    if (this.joinFailure !== undefined) throw this.joinFailure;
  }
  async leave(): Promise<void> {
    this.setPhase({ state: 'ended', reason: 'left' });
  }
  async openCheck(): Promise<OpenedCheck> {
    this.asked.push('openCheck');
    throw AppError.rateLimited('openCheck');
  }
  tryNow(): void {
    this.asked.push('tryNow');
  }
  close(): void {
    this.asked.push('close');
  }
  async setMuted(muted: boolean): Promise<void> {
    this.asked.push(muted ? 'mute' : 'unmute');
    const { self } = this.#snapshot;
    if (self !== undefined) this.set({ self: { ...self, muted } });
  }
  async setCameraOff(off: boolean): Promise<void> {
    this.asked.push(off ? 'cameraOff' : 'cameraOn');
  }
  startScreenShare(): Promise<void> {
    this.asked.push('startScreenShare');
    return this.screenShare;
  }
  async stopScreenShare(): Promise<void> {
    this.asked.push('stopScreenShare');
  }
  setScreenContent(content: ScreenContent): void {
    this.asked.push(`screenContent ${content}`);
    const { self } = this.#snapshot;
    if (self?.share !== undefined) this.set({ self: { ...self, share: { ...self.share, content } } });
  }
  async rename(name: string): Promise<void> {
    this.asked.push('rename');
    const { self } = this.#snapshot;
    if (self !== undefined) this.set({ self: { ...self, name } });
  }
  readonly host: HostApi = {
    raiseHand: async (raised) => this.#ask(raised ? 'raiseHand' : 'lowerOwnHand'),
    lowerHand: async (id) => this.#ask(`lowerHand ${id}`),
    lowerAllHands: async () => this.#ask('lowerAllHands'),
    stopSource: async (id, source) => this.#ask(`stopSource ${id} ${source}`),
    muteAll: async () => this.#ask('muteAll'),
    pinForAll: async (streamId) => this.#ask(`pinForAll ${streamId}`),
    setLocked: async (locked) => this.#ask(`setLocked ${locked}`),
    setWaitingRoom: async (waitingRoom) => this.#ask(`setWaitingRoom ${waitingRoom}`),
    admit: async (knocks) => this.#ask(`admit ${String(knocks)}`),
    refuse: async (knocks) => this.#ask(`refuse ${String(knocks)}`),
    removeParticipant: async (id, { keepOut }) =>
      this.#ask(`${keepOut ? 'keepOut' : 'removeParticipant'} ${id}`),
    letBackIn: async (banId) => this.#ask(`letBackIn ${banId}`),
    setRole: async (id, role) => this.#ask(`setRole ${id} ${role}`),
    handOver: async (id) => this.#ask(`handOver ${id}`),
    endMeeting: async () => this.#ask('endMeeting'),
    onNews: (listener) => {
      this.#hostListeners.add(listener);
      return () => this.#hostListeners.delete(listener);
    },
  };
  /** What the next host tool is refused with. */
  hostFailure: AppError | undefined;
  /** What host tools wait for. */
  hostAnswer: Promise<void> = Promise.resolve();
  readonly #hostListeners = new Set<(news: HostNews) => void>();
  hostNews(news: HostNews): void {
    for (const listener of this.#hostListeners) listener(news);
  }
  async #ask(what: string): Promise<void> {
    this.asked.push(what);
    await this.hostAnswer;
    if (this.hostFailure !== undefined) throw this.hostFailure;
  }
  sendChat(message: string): void {
    this.sent.push(message);
  }
  retryChat(clientMessageId: string): void {
    this.asked.push(`retry ${clientMessageId}`);
  }
  loadOlderChat(): Promise<void> {
    this.asked.push('loadOlderChat');
    return this.olderChat;
  }
  setTyping(typing: boolean): void {
    this.asked.push(typing ? 'typing' : 'notTyping');
  }
  react(emoji: string): void {
    this.asked.push(`react ${emoji}`);
  }
  onMoment(listener: (event: MomentaryEvent) => void): () => void {
    this.#moments.add(listener);
    return () => this.#moments.delete(listener);
  }
  get momentListenerCount(): number {
    return this.#moments.size;
  }
  /** Tells of a moment, as the server does. */
  happen(event: MomentaryEvent): void {
    for (const listener of this.#moments) listener(event);
  }
  setView(tiles: readonly ViewTile[]): void {
    this.view = tiles;
  }
  track(streamId: StreamId): MediaStreamTrack | undefined {
    return this.tracks.get(streamId);
  }
  statistics: MeetingStatistics = {
    received: async () => undefined,
    connection: async () => undefined,
    sent: async () => [],
    path: async (streamId) => {
      throw AppError.of('streamNotFound', { streamId });
    },
    report: async () => {},
    tile: (streamId) => this.view.find((tile) => tile.streamId === streamId),
  };
  volume(participantId: ParticipantId): number {
    return this.volumes.get(participantId) ?? 0;
  }
}
