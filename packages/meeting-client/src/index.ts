export type * from './api.ts';
export { browserEnvironment } from './browserEnvironment.ts';
export type { ClientLog } from './clientLog.ts';
export { clientErrorOf } from './clientError.ts';
export type { ClientEnvironment, KeyValueStore } from './environment.ts';
export { LocalMedia, type LocalMediaOptions } from './LocalMedia.ts';
export { MeetingClient, type MeetingClientOptions } from './MeetingClient.ts';
export type * from './snapshot.ts';
