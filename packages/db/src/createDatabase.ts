import { defaultLimits } from '@convene/protocol';
import { Connection, type DatabaseLog } from './connection/Connection.ts';
import type { DatabaseTrouble } from './connection/Trouble.ts';
import { Listener } from './Listener.ts';
import { AuditStore } from './stores/AuditStore.ts';
import { ChatStore } from './stores/ChatStore.ts';
import { DistributionStore } from './stores/DistributionStore.ts';
import { HostStore } from './stores/HostStore.ts';
import { MapStore } from './stores/MapStore.ts';
import { MeetingStore } from './stores/MeetingStore.ts';
import { PipeStore } from './stores/PipeStore.ts';
import { PlacementStore } from './stores/PlacementStore.ts';
import { ProducerStore } from './stores/ProducerStore.ts';
import { RoomStateStore } from './stores/RoomStateStore.ts';
import { RoomStore } from './stores/RoomStore.ts';
import { ServerStore } from './stores/ServerStore.ts';

export type DatabaseOptions = {
  url: string;
  log?: DatabaseLog;
  poolSize?: number;
  /** Called with each statement that goes to Postgres, without BEGIN and COMMIT: tests count them. */
  onStatement?: (name: string) => void;
  limits?: Partial<DatabaseLimits>;
};

/** The durations of `Limits` that the database needs. */
export type DatabaseLimits = {
  databaseMs: number;
  leaseMs: number;
  heartbeatMs: number;
  seatKeptMs: number;
  refusedMs: number;
};

export type Database = {
  readonly meetings: MeetingStore;
  readonly servers: ServerStore;
  readonly rooms: RoomStore;
  readonly producers: ProducerStore;
  readonly pipes: PipeStore;
  readonly chat: ChatStore;
  readonly roomState: RoomStateStore;
  readonly hosts: HostStore;
  readonly distribution: DistributionStore;
  readonly map: MapStore;
  readonly placements: PlacementStore;
  readonly audit: AuditStore;
  readonly listener: Listener;
  /** What is the matter with the database, by the last calls of this process; undefined when all is well. */
  trouble(): DatabaseTrouble | undefined;
  close(): Promise<void>;
};

const SILENT: DatabaseLog = { warn: () => undefined };

/**
 * The database of one process. Nothing is connected before the first call; a call that cannot be answered in
 * `databaseMs` fails with `databaseUnavailable`, and the next one tries again.
 */
export function createDatabase(options: DatabaseOptions): Database {
  const { url, log = SILENT, poolSize = 10, onStatement = () => undefined } = options;
  const limits: DatabaseLimits = { ...defaultLimits, ...options.limits };
  const connection = new Connection({ url, poolSize, deadlineMs: limits.databaseMs, log, onStatement });
  const listener = new Listener({ url, deadlineMs: limits.databaseMs, checkMs: limits.heartbeatMs, log });
  return {
    meetings: new MeetingStore(connection, limits),
    servers: new ServerStore(connection, limits),
    rooms: new RoomStore(connection, limits),
    producers: new ProducerStore(connection),
    pipes: new PipeStore(connection),
    chat: new ChatStore(connection),
    roomState: new RoomStateStore(connection),
    hosts: new HostStore(connection, limits),
    map: new MapStore(connection),
    distribution: new DistributionStore(connection),
    placements: new PlacementStore(connection),
    audit: new AuditStore(connection),
    listener,
    trouble: () => connection.trouble,
    close: async () => {
      await Promise.all([connection.close(), listener.close()]);
    },
  };
}
