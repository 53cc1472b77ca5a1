import { RtpCapabilities, ServerEpoch, ServerId, WorkerId } from '@convene/protocol';
import { z } from 'zod';

export const ServerState = z.enum(['ready', 'draining', 'closing']);
export type ServerState = z.infer<typeof ServerState>;

/** What placement weighs: consumers that flow, consumers promised, and how many there may be. */
const room = { load: z.number().int(), reserved: z.number().int(), capacity: z.number().int() };

/** A live server as the choice of server sees it. */
export const ServerCandidate = z.object({
  serverId: ServerId,
  epoch: ServerEpoch,
  url: z.string(),
  region: z.string(),
  state: ServerState,
  ...room,
  /** Meetings that took this server as their home in the last 10 s: load that is about to come. */
  homesTaken: z.number().int(),
  /** People of the meeting who sit there, and those who were sent there in the last 10 s and sit nowhere yet. */
  people: z.number().int(),
  routerRtpCapabilities: RtpCapabilities,
});
export type ServerCandidate = z.infer<typeof ServerCandidate>;

/** What is the matter with a server that goes on all the same, for operators. */
export const ServerTrouble = z.discriminatedUnion('code', [
  /** Workers that died too often, by their index; they are tried again now and then. */
  z.object({ code: z.literal('workersGivenUp'), workers: z.array(z.number().int().nonnegative()) }),
  /** Its clock is that much ahead of the database's, or behind. */
  z.object({ code: z.literal('clockOff'), offsetMs: z.number().int() }),
  /** Calls to the database fail. Never in the row, into which it could not be written. */
  z.object({ code: z.literal('databaseUnavailable') }),
  /** The database said lately that its disk is full: it reads, and does not write. */
  z.object({ code: z.literal('databaseDiskFull') }),
]);
export type ServerTrouble = z.infer<typeof ServerTrouble>;

export const ServerRow = z.object({
  serverId: ServerId,
  epoch: ServerEpoch,
  name: z.string(),
  region: z.string(),
  url: z.string(),
  linkUrl: z.string().nullable(),
  linkPublicKey: z.string().nullable(),
  announcedIp: z.string().nullable(),
  version: z.string(),
  mediasoupVersion: z.string(),
  state: ServerState,
  ...room,
  workersCount: z.number().int(),
  startedAt: z.coerce.date(),
  heartbeatAt: z.coerce.date(),
  /** Its lease has not run out, by the database's clock. */
  live: z.boolean(),
});
export type ServerRow = z.infer<typeof ServerRow>;

/** A worker as its server reports it with each heartbeat. */
export const WorkerReport = z.object({
  id: WorkerId,
  index: z.number().int().nonnegative(),
  pid: z.number().int().positive(),
  /** Fraction of one core. */
  cpu: z.number().nonnegative(),
  routers: z.number().int().nonnegative(),
  consumers: z.number().int().nonnegative(),
});
export type WorkerReport = z.infer<typeof WorkerReport>;
