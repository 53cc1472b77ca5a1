/** What browsers write to the console when a connection is lost. */
export const LOST_CONNECTION = [/WebSocket connection to/, /net::ERR_/, /Failed to load resource/];
