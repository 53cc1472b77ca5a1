export { RelayedServers, type RelayedServer, ServerPath } from './RelayedServers.ts';
