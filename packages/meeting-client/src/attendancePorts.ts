import type { Entered, Joined, Limits } from '@convene/protocol';
import type { WebApi } from './api.ts';
import type { JoinState } from './Arrival.ts';
import type { ClientLog } from './clientLog.ts';
import type { Devices } from './Devices.ts';
import type { ClientEnvironment } from './environment.ts';
import type { PeerSession, PeerSessionNews } from './PeerSession.ts';
import type { MeetingPhase } from './snapshot.ts';

export type AttendanceOptions = {
  readonly slug: string;
  readonly web: WebApi;
  readonly environment: ClientEnvironment;
  readonly devices: Devices;
  readonly log: ClientLog;
  readonly limits?: Limits | undefined;
  readonly webSocket?: typeof WebSocket | undefined;
  readonly listener: AttendanceListener;
  /** Where the news of every peer goes, of the one that sits and of others. */
  readonly news: PeerSessionNews;
};

/** A peer stands in the meeting, which `asked` for this state: the first one, or one after `before`. */
export type Seated = {
  readonly session: PeerSession;
  readonly joined: Joined;
  readonly asked: JoinState;
  readonly before: PeerSession | undefined;
};

/** What attending a meeting asks of its owner, and tells it. */
export interface AttendanceListener {
  joinState(): JoinState;
  onPhase(phase: MeetingPhase): void;
  onEntered(entered: Entered): void;
  /** What is tried for a lost connection is another thing now. */
  onRecovery(): void;
  onJoined(seated: Seated): void;
  /** The same peer stands on a new socket. */
  onResumed(): void;
  /** The meeting is over for this client: nothing may be captured any more. */
  onEnded(): void;
}
