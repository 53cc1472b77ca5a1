import type { IceServer, Limits, ServerId } from '@convene/protocol';
import type { JWK } from 'jose';
import type { LinkKey } from './cluster/linkKey.ts';
import type { Tls } from './edge/httpServer.ts';
import type { Log } from './media/Log.ts';
import type { MediaOptions, PipeOptions } from './media/mediaOptions.ts';

/** All that a media server is told; `main.ts` makes it from the environment. */
export type MediaServerOptions = {
  readonly serverId: ServerId;
  readonly name: string;
  readonly region: string;
  readonly version: string;
  readonly databaseUrl: string;
  /** Where HTTP and WebSockets are listened for; port 0: a free one. */
  readonly host: string;
  readonly port: number;
  /** With it all that is listened for comes by TLS: browsers, other servers, and what asks over HTTP. */
  readonly tls: Tls | undefined;
  /** The URL by which browsers reach this server; undefined: the one that it listens on. */
  readonly publicUrl: string | undefined;
  /** The URL by which other media servers reach this one; undefined: the one that it listens on. */
  readonly linkUrl: string | undefined;
  /** Shows the others that it is this server. */
  readonly linkKey: LinkKey;
  /** Programs that have it control this server's mediasoup; undefined: none does. */
  readonly controlKey: string | undefined;
  readonly webOrigins: readonly string[];
  /** Reads the public key of join tokens. */
  readonly readTokenKey: () => Promise<JWK>;
  readonly operatorToken: string | undefined;
  /** The web app forwards browsers' sockets and names their addresses. */
  readonly isForwarded: boolean;
  readonly maxSocketsPerAddress: number;
  readonly maxLobbyPeersPerAddress: number;
  readonly iceServers: readonly IceServer[];
  readonly media: MediaOptions;
  readonly pipe: PipeOptions;
  readonly limits: Limits;
  readonly log: Log;
  /** Told when this process should end: another one has its id, no worker is left, or one died and the setting says so (X1). */
  readonly onFatal: (reason: FatalReason) => void;
  /** Called with each SQL statement; tests count them. */
  readonly onStatement?: (name: string) => void;
};

export type FatalReason = 'superseded' | 'workerDied' | 'noWorker';
