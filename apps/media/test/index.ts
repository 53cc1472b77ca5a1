export { Installation, type TestMeeting } from './Installation.ts';
export { LocalCluster, type LocalClusterOptions } from './LocalCluster.ts';
export { LocalServer, type LocalServerOptions, type TokenOptions } from './LocalServer.ts';
export { TcpRelay } from '@convene/horizontal/relay';
export { RecordingLog } from './RecordingLog.ts';
export { TestAuthority } from './TestAuthority.ts';
export { TestClient } from './TestClient.ts';
export { waitFor, waitUntil } from './waitFor.ts';
export { codeOf } from './wireCode.ts';
