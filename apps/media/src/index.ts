export { MediaServer, type MediaServerOptions } from './MediaServer.ts';
