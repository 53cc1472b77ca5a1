export { MediaServer } from './MediaServer.ts';
export type { MediaServerOptions } from './mediaServerOptions.ts';
