export { parseAnnouncement, RoomAnnouncement } from './announcement.ts';
export type { DatabaseLog } from './connection/Connection.ts';
export {
  createDatabase,
  type Database,
  type DatabaseLimits,
  type DatabaseOptions,
} from './createDatabase.ts';
export type { Listener } from './Listener.ts';
export type { Decision, JoinedRoom, JoinOutcome, JoinRoom, RoomElsewhere, RosterEntry } from './rows/join.ts';
export type { MeetingRow, MeetingSettings } from './rows/meeting.ts';
export type { RemoteProducer } from './rows/producer.ts';
export type { ServerCandidate, ServerRow, ServerState, ServerTrouble, WorkerReport } from './rows/server.ts';
export type { AuditEntry, AuditStore } from './stores/AuditStore.ts';
export type { AppendOutcome } from './stores/chatStatements.ts';
export type { AppendChat, ChatStore, ReadChat } from './stores/ChatStore.ts';
export type { Distribution, DistributionNames, DistributionStore } from './stores/DistributionStore.ts';
export type { EnterView } from './stores/meetingStatements.ts';
export type { HostAction, HostStore } from './stores/HostStore.ts';
export type { MapStore, ServerMap } from './stores/MapStore.ts';
export type { CreateMeeting, CreateMeetingOutcome, MeetingStore } from './stores/MeetingStore.ts';
export type { PipeRow, PipesWritten, PipeState, PipeStore } from './stores/PipeStore.ts';
export type { PlacementStore, ServerDecision, StoredDecision } from './stores/PlacementStore.ts';
export type { AddProducer, ProducerStore } from './stores/ProducerStore.ts';
export type { CompareAndSetOutcome, RoomStateStore, VersionedRoomState } from './stores/RoomStateStore.ts';
export {
  type MovePeer,
  DEFAULT_MAX_PARTICIPANTS,
  type LeaveOutcome,
  type LeaveRoom,
  type RestorePeer,
  type RoomStore,
  type UpdateParticipant,
} from './stores/RoomStore.ts';
export type {
  DatabaseTime,
  Heartbeat,
  HeartbeatOutcome,
  RegisterOutcome,
  RegisterServer,
  ServerStore,
} from './stores/ServerStore.ts';
