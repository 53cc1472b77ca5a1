import type { IceServer, Limits, ServerId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { Peer } from './Peer.ts';
import type { TakeCheck } from './PeerChecks.ts';
import type { Seat } from './Seat.ts';
import type { RoomPipes } from './pipePorts.ts';
import type { PlacedRouter, PlaceRouter, RoomCluster, RoomPersistence } from './ports.ts';
import type { ResumeTokens } from './ResumeTokens.ts';
import type { StreamMeters } from './StreamMeters.ts';

/** What all rooms of a server share. */
export type RoomDependencies = {
  /** This one. */
  readonly serverId: ServerId;
  readonly limits: Limits;
  readonly log: Log;
  readonly persistence: RoomPersistence;
  readonly cluster: RoomCluster;
  readonly pipes: RoomPipes;
  readonly resumeTokens: ResumeTokens<Peer>;
  readonly meters: StreamMeters;
  readonly iceServers: readonly IceServer[];
  /** The router on which the next person of a room goes. @throws AppError serverFull, timeout, workerDied */
  readonly placeRouter: (place: PlaceRouter) => Promise<PlacedRouter>;
  /** The server takes nobody any more. */
  readonly isClosing: () => boolean;
};

export type EnterOptions = {
  /** Called once, when the peer sits down or ends. */
  readonly onLobbyLeft: () => void;
  readonly takeCheck: TakeCheck;
};

/** Who sits here; `peer.session` is what they send and receive. */
export type Member = { readonly peer: Peer; readonly seat: Seat };
