export { LocalServer, type TestMeeting } from './LocalServer.ts';
export { waitFor, waitUntil } from './waitFor.ts';
