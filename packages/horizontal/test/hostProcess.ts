import { LocalConnection, serveMediasoup } from '../src/index.ts';

/** A mediasoup in a process of its own, to be controlled from afar. */
const server = await serveMediasoup({
  instance: new LocalConnection(),
  key: process.env['MEDIASOUP_KEY'] ?? '',
  graceMs: Number(process.env['GRACE_MS']),
});
process.on('disconnect', () => process.exit(0));
process.send?.(server.url);
