import type { IceServer, Limits, MeetingId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import type { Peer, Session } from './Peer.ts';
import type { RoomAnnouncements, RoomPersistence } from './ports.ts';
import type { ResumeTokens } from './ResumeTokens.ts';

/** What all rooms of a server share. */
export type RoomDependencies = {
  readonly limits: Limits;
  readonly log: Log;
  readonly persistence: RoomPersistence;
  readonly announcements: RoomAnnouncements;
  readonly resumeTokens: ResumeTokens<Peer>;
  readonly iceServers: readonly IceServer[];
  readonly takeRouter: (meetingId: MeetingId) => Promise<MediaRouter>;
  /** The server takes nobody any more. */
  readonly isClosing: () => boolean;
};

export type EnterOptions = {
  /** Called once, when the peer sits down or ends. */
  readonly onLobbyLeft: () => void;
};

export type Member = { readonly peer: Peer } & Session;
