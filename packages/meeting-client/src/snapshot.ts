import type {
  ChatMessage,
  ConsumerId,
  Door,
  ErrorCode,
  MediaKind,
  MeetingInfo,
  NetworkQuality,
  ParticipantId,
  ParticipantInfo,
  PeerCloseReason,
  ProducerId,
  Role,
  RoomState,
  Source,
  StreamId,
} from '@convene/protocol';

/** Why a meeting is over for this client; it does not come back by itself. */
export type EndReason = Extract<
  PeerCloseReason,
  'left' | 'takenOver' | 'removed' | 'refused' | 'ended' | 'flooded'
>;

/** Where this client stands in the life of one meeting. */
export type MeetingPhase =
  | { readonly state: 'idle' }
  | { readonly state: 'entering' }
  /** The lobby is open; `warm` once both transports are connected, and `join` costs one round trip. */
  | {
      readonly state: 'lobby';
      readonly warm: boolean;
      /** Packets get through to the server; false: none has for so long that none will; undefined: not known yet. */
      readonly reached?: boolean | undefined;
      /** What was prepared can be reached from the server's own machine only. */
      readonly loopbackOnly: boolean;
      readonly seat: LobbySeat;
      /** `waiting`: after the click on Join a host or cohost is asked to let this person in. */
      readonly admission?: 'open' | 'waiting' | undefined;
    }
  /** No server can be had right now; the client asks again by itself at `retryAt` (ms since the epoch). */
  | {
      readonly state: 'waitingForServer';
      readonly retryAt: number;
      readonly why: WaitCause;
    }
  | { readonly state: 'joining' }
  /** A host or cohost is asked to let this person in, `since` then (ms since the epoch); what follows comes by itself. */
  | { readonly state: 'waitingRoom'; readonly since: number }
  | { readonly state: 'joined'; readonly connection: ConnectionState }
  | { readonly state: 'ended'; readonly reason: EndReason }
  | { readonly state: 'failed'; readonly code: ErrorCode };

/** No media server is ready, all of them are full, or the web app itself gave no answer. */
export type WaitCause = 'noServer' | 'full' | 'noAnswer';

/** What a person whose connection is lost is told: what happens about it right now. */
export type Recovery =
  /** The machine has no network. */
  | { readonly state: 'offline' }
  /** A new socket for the same peer is tried; media may flow meanwhile. */
  | { readonly state: 'reconnecting' }
  /** The socket stands, media does not get through: its path is made anew. */
  | { readonly state: 'restoringMedia' }
  /** The peer is lost, and the seat is taken with another one. */
  | { readonly state: 'rejoining' }
  /** The same, on another server: the one before is gone. */
  | { readonly state: 'joiningAnother' }
  /** Nobody can take this person in right now; it is tried again at `retryAt` (ms since the epoch). */
  | { readonly state: 'waiting'; readonly why: WaitCause; readonly retryAt: number };

/**
 * `reconnecting`: the socket is gone, media may flow; `renewing`: the media are lost, and others are being made over the
 * same socket; `rejoining`: the peer is lost and a new one is being made.
 */
export type ConnectionState = 'connected' | 'reconnecting' | 'renewing' | 'rejoining';

export type LobbySeat = {
  /** The name this identity used last. */
  readonly name: string | undefined;
  /** Another tab of this browser sits in the meeting: "Switch to this tab" or "Join as another person". */
  readonly occupied: boolean;
  readonly muted: boolean;
  readonly cameraOff: boolean;
};

export type SelfView = {
  readonly participantId: ParticipantId;
  readonly name: string;
  readonly role: Role;
  readonly muted: boolean;
  readonly cameraOff: boolean;
  readonly sharing: boolean;
  /** The screen that this client shares. */
  readonly share: ShareView | undefined;
  /** This person's connection down, as the browser sees it; undefined: not judged (yet). */
  readonly networkDown?: NetworkQuality | undefined;
};

/** What a shared screen is sent for: `text` stays sharp and lets frames go, `video` moves and lets pixels go. */
export type ScreenContent = 'text' | 'video';

export type ShareView = {
  /** Id of the track that `MeetingClient.screenTrack` answers: a change means bind again. */
  readonly trackId: string;
  readonly content: ScreenContent;
  readonly hasAudio: boolean;
  /** What the person picked: a tab of the browser, a window, or a whole screen. */
  readonly surface: 'browser' | 'window' | 'monitor' | undefined;
};

export type StreamView = {
  readonly streamId: StreamId;
  readonly participantId: ParticipantId;
  readonly source: Source;
  readonly kind: MediaKind;
  readonly producerId: ProducerId;
  readonly paused: boolean;
  /** The consumer whose track is shown; undefined while none stands. */
  readonly consumerId: ConsumerId | undefined;
  /** Id of the MediaStreamTrack that `MeetingClient.track(streamId)` answers: a change means bind again. */
  readonly trackId: string | undefined;
  /** It is in view, and the server has no space for one more; it comes by itself when there is some. */
  readonly heldBack: boolean;
  /** The layers really forwarded (004-54); undefined: not known or not layered; null: none. */
  readonly layers:
    { readonly spatialLayer: number; readonly temporalLayer?: number | undefined } | null | undefined;
  /** Among how many spatial layers the server chooses; 1: there is nothing to choose. */
  readonly spatialLayers: number;
  /** The layer that this client's view asks for; null: none, it is not seen or was turned off; undefined: it draws no such tile. */
  readonly wantedLayer: number | null | undefined;
};

/** A message as it is shown: the stored ones by number, then this client's own that are not stored yet. */
export type ChatEntry =
  | ({ readonly state: 'stored' } & ChatMessage)
  | (Omit<ChatMessage, 'seq'> & { readonly state: 'pending' | 'failed' });

export type ChatView = {
  readonly entries: readonly ChatEntry[];
  /** Older messages exist and can be loaded. */
  readonly hasOlder: boolean;
  readonly typing: readonly ParticipantId[];
};

/** All that the interface draws; a new object whenever something in it changed (`useSyncExternalStore`). */
export type MeetingSnapshot = {
  readonly phase: MeetingPhase;
  /** What is done about a lost connection; undefined: none is lost. */
  readonly recovery: Recovery | undefined;
  readonly meeting: MeetingInfo | undefined;
  readonly self: SelfView | undefined;
  /** Everybody in the meeting, this client too, by the time they first joined. */
  readonly participants: readonly ParticipantInfo[];
  /** The streams of the others, by id. */
  readonly streams: ReadonlyMap<StreamId, StreamView>;
  readonly activeSpeaker: ParticipantId | null;
  readonly roomState: RoomState;
  /** Who waits to be let in and who is kept out; for the host and cohosts alone. */
  readonly door: Door | undefined;
  readonly chat: ChatView;
};
