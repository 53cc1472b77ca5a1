import * as z from 'zod/mini';

/**
 * Every duration and bound that operators or tests may set (DESIGN §6). Durations are milliseconds. Each is read once
 * at process start from the environment variable of the same name in capitals (`peerWithoutSocketMs` →
 * `LIMIT_PEER_WITHOUT_SOCKET_MS`).
 */
const DEFAULTS = {
  /** A join token of the lobby is good for this long. */
  tokenMs: 10 * 60_000,
  /** What `prepare` made falls after this long without a visible lobby page. */
  prepareMs: 60_000,
  /** A connection check of the lobby ends after this long. */
  checkMs: 12_000,
  /** How often a visible lobby page says so. */
  prepareKeepAliveMs: 20_000,
  /** A peer whose socket is gone is closed after this long (004-65, DESIGN §4). */
  peerWithoutSocketMs: 20_000,
  /** The same when its page said that it goes away (a closed tab, a reload). */
  peerPageGoneMs: 5_000,
  /** A lost seat (name, mute state, hand, place) is kept for this long. */
  seatKeptMs: 5 * 60_000,
  /** Who waits to be let in is told after this long that nobody does. */
  waitingMs: 60 * 60_000,
  /** Who was refused may ask again after this long. */
  refusedMs: 30_000,
  /** How often a server that has people of a meeting whose host is gone sees to an heir. */
  heirMs: 10_000,
  /** A peer that was moved goes on sending for at most this long. */
  leavingMs: 10_000,
  /** WebSocket ping period, and how long an answer may take. */
  socketPingMs: 5_000,
  socketPongMs: 5_000,
  /** Time for the head of an HTTP request, and for the whole of it, to arrive. */
  httpRequestMs: 15_000,
  /** A server's lease in the database, and how often it is renewed. */
  leaseMs: 5_000,
  heartbeatMs: 1_000,
  /** The rows of a server whose lease ended this long ago are removed; also how often that is looked after. */
  expiredServerMs: 60_000,
  /** How long it is kept why people were put where they are. */
  decisionsKeptMs: 30 * 24 * 60 * 60_000,
  /** Deadline of one database call: what needs the database says within 2 s that it is away (DESIGN §6). */
  databaseMs: 1_500,
  /** Deadline of one request to a mediasoup worker. */
  workerRequestMs: 5_000,
  /**
   * DTLS of a transport may take this long once ICE is connected; then its peer gets other media, as it does when DTLS fails
   * or ends. No peer gets others for such a reason more often than this.
   */
  dtlsMs: 10_000,
  /** A worker may take this long to start. */
  workerStartMs: 10_000,
  /** A worker that answers no sample for this long hangs, and is killed: with `workerSampleMs` in less than 5 s (DESIGN §6). */
  workerSilenceMs: 3_500,
  /** Pause before a worker that died is started again: none at first, then once, twice … this long. */
  workerRespawnMs: 500,
  /** A worker that was given up is tried again after this long; the rest doubles, up to sixteen times that. */
  workerRestMs: 60_000,
  /** How often worker CPU is sampled (X12) and how often the usage line is logged (001-16). */
  workerSampleMs: 1_000,
  workerUsageLogMs: 120_000,
  /** Who acknowledges nothing of what they receive is closed after two to three times this long (DESIGN §6). */
  acknowledgeMs: 10_000,
  /** How often statistics of producers and consumers are taken (004-91); what a client says of its sending comes no more often. */
  consumerStatsMs: 5_000,
  /** The consumer of a microphone that is not among those to be heard any more is closed after this long. */
  consumerIdleMs: 5_000,
  /** A piped producer that nobody receives is no longer forwarded after this long, and is closed when nobody has it. */
  pipeIdleMs: 5_000,
  /** A pipe that failed is tried again after this long at first; the pause doubles up to the other. */
  pipeRetryMs: 250,
  pipeRetryMostMs: 5_000,
  /** A pipe over which nothing arrives for this long, though its source sends, is made anew. */
  pipeSilentMs: 4_000,
  /** A server link that broke may come back for this long: then all that was made over it is closed (DESIGN §6). */
  linkGraceMs: 5_000,
  /** Deadline of one call over a server link, and pause between attempts to connect (it doubles up to the other). */
  linkCallMs: 3_000,
  linkRetryMs: 200,
  linkRetryMostMs: 2_000,
  /** A link to a server with which no room is shared is closed after this long. */
  linkIdleMs: 30_000,
  /** A layer that nobody wants any more is switched off after this long (DESIGN §5). */
  demandLowerMs: 5_000,
  /** How often the map is compared with the workers, and how old a difference must be to be acted on. */
  reconcileMs: 5_000,
  reconcileAgeMs: 10_000,
  /** SIGTERM: the time until the process ends by itself. */
  shutdownMs: 5_000,
  /** A typing mark that is not renewed disappears. */
  typingMs: 5_000,
} as const;

export type Limits = { readonly [K in keyof typeof DEFAULTS]: number };
export const defaultLimits: Limits = DEFAULTS;

/** `peerWithoutSocketMs` → `LIMIT_PEER_WITHOUT_SOCKET_MS` */
export const limitVariable = (name: string): string =>
  `LIMIT_${name.replaceAll(/([A-Z])/g, '_$1').toUpperCase()}`;

const Duration = z.coerce.number().check(z.int(), z.positive());

/** Reads the limits from environment variables. @throws an Error that names the variable that is no positive integer. */
export function parseLimits(env: Readonly<Record<string, string | undefined>>): Limits {
  const limits: Record<string, number> = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS)) {
    const text = env[limitVariable(name)];
    if (text === undefined || text === '') continue;
    const parsed = Duration.safeParse(text);
    if (!parsed.success) throw new Error(`${limitVariable(name)} must be a positive number of milliseconds`);
    limits[name] = parsed.data;
  }
  // Every key of DEFAULTS is in it, with a number.
  return limits as Limits;
}

/** Sizes and counts that both sides of the wire know. */
export const wireLimits = {
  /** Bytes of one signaling message (a view of 1000 tiles is 150 kB). */
  signalingMessageBytes: 256 * 1024,
  /** Signaling requests of one peer: a burst, and what is filled up again each second (004-99). */
  requestBurst: 200,
  requestsPerSecond: 50,
  /** Requests of one peer that may wait in its queue. */
  requestQueue: 200,
  /** Host tools and raised hands of one peer: each is a write, and a read for each server of the room. */
  hostToolBurst: 40,
  hostToolsPerSecond: 4,
  /** How often one peer may ask to be let in, which hosts are told. */
  knockBurst: 5,
  knocksPerSecond: 0.2,
  /** Media that stand and that one peer gives up for others. */
  renewalBurst: 10,
  renewalsPerSecond: 0.2,
  /** Events kept for one peer (DESIGN §4). */
  eventLogEntries: 1000,
  eventLogBytes: 1024 * 1024,
  /** Bytes that a socket may have unsent before it is closed. */
  socketBufferedBytes: 1024 * 1024,
  /** Bytes of one message between servers (the part of 1000 people is 1.5 MB), and of what a link may have unsent. */
  linkMessageBytes: 8 * 1024 * 1024,
  linkBufferedBytes: 16 * 1024 * 1024,
  /** UTF-16 code units of one chat message. */
  chatTextLength: 4000,
  /** Bytes of one DataChannel message. */
  dataMessageBytes: 32 * 1024,
  /** DataChannel messages of one peer: chat, and typing/reactions/pointer. */
  chatBurst: 10,
  chatPerSecond: 3,
  signalsBurst: 60,
  signalsPerSecond: 30,
  /** DataChannel messages per second above which the peer is closed. */
  dataFloodPerSecond: 1000,
  /** Questions of one peer for the way of a stream. */
  statsBurst: 10,
  statsPerSecond: 2,
  /** Producers, and tiles of a view, of one peer. */
  producersPerPeer: 8,
  tilesPerView: 1000,
} as const;
