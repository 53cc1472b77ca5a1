import { hostname } from 'node:os';
import { assertNever } from '@convene/protocol';
import { readLinkKey } from './cluster/linkKey.ts';
import { readServerId, serverIdFile } from './cluster/serverIdentity.ts';
import { mediaOptions, pipeOptions } from './config.ts';
import { type MediaEnv, readControlKey, readEnv, readTokenKey } from './env.ts';
import { createLogger } from './logger.ts';
import type { Log } from './media/Log.ts';
import { MediaServer } from './MediaServer.ts';
import type { FatalReason } from './mediaServerOptions.ts';
import { setLogEventListeners } from 'mediasoup';
import packageJson from '../package.json' with { type: 'json' };

/** After a worker's death with ON_WORKER_DIED=exit (001-18). */
const EXIT_AFTER_WORKER_DIED_MS = 2_000;
/**
 * Another process has this server's id. Whoever supervises this one must not start it again: the two would supersede each
 * other for ever. (`npm start` knows the code: scripts/lib/launchProgram.mjs.)
 */
const EXIT_SUPERSEDED = 3;

const env = readEnvOrExit();
const log = createLogger(env.LOG_LEVEL);
setLogEventListeners({
  // Most are of a worker and about single packets, so that a sender could fill the disk with them.
  onwarn: (namespace, text) => log.debug('mediasoup warns', { namespace, text }),
  onerror: (namespace, text, error) => {
    // What a worker refuses rejects where it was asked for, and is nothing when that has just closed.
    const level = text.includes('HandleRequest() | throwing') ? 'debug' : 'error';
    log[level]('mediasoup failed', { namespace, text, error });
  },
});
let server: MediaServer | undefined;
let ending = false;

// Before mediasoup's own listeners, which end the workers on these signals.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(0));
// Whatever ends this process: a worker that hangs would stay, with its ports.
process.on('exit', () => server?.pool.kill());
process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }));

try {
  server = await start(env, log);
  if (ending) {
    await server.close();
    process.exit();
  }
} catch (error) {
  // The signal to end has ended the workers that were being started.
  if (ending) process.exit();
  log.error('server did not start', { error });
  process.exitCode = 1;
}

function readEnvOrExit(): MediaEnv {
  try {
    return readEnv();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(1);
  }
}

async function start(env: MediaEnv, log: Log): Promise<MediaServer> {
  return MediaServer.create({
    serverId: await readServerId(env.CONVENE_DATA_DIR, env.SERVER_INDEX),
    // For people; what is looked for is the id.
    name: `${hostname()}-${env.SERVER_INDEX}`,
    region: env.REGION,
    version: packageJson.version,
    databaseUrl: env.DATABASE_URL,
    host: env.MEDIA_HOST,
    port: env.MEDIA_PORT,
    tls: env.tls,
    publicUrl: env.PUBLIC_MEDIA_URL,
    linkUrl: env.LINK_URL,
    linkKey: await readLinkKey(env.CONVENE_DATA_DIR, env.SERVER_INDEX),
    controlKey: await readControlKey(env),
    webOrigins: env.WEB_ORIGIN,
    readTokenKey: () => readTokenKey(env),
    operatorToken: env.OPERATOR_TOKEN,
    isForwarded: env.MEDIA_FORWARD,
    maxSocketsPerAddress: env.MAX_SOCKETS_PER_ADDRESS,
    maxLobbyPeersPerAddress: env.MAX_LOBBY_PEERS_PER_ADDRESS,
    iceServers: env.ICE_SERVERS,
    media: mediaOptions(env),
    pipe: pipeOptions(env),
    limits: env.limits,
    log,
    onFatal: endWhenFatal,
  });
}

function endWhenFatal(reason: FatalReason): void {
  switch (reason) {
    case 'superseded': {
      const idFile = serverIdFile(env.CONVENE_DATA_DIR, env.SERVER_INDEX);
      log.error(
        'if both servers are wanted, delete this file, which one has copied from the other, and start again',
        {
          idFile,
        },
      );
      end(EXIT_SUPERSEDED);
      break;
    }
    case 'noWorker': {
      log.error('all workers were given up, this server ends');
      end(1);
      break;
    }
    case 'workerDied': {
      if (env.ON_WORKER_DIED === 'exit') setTimeout(() => process.exit(1), EXIT_AFTER_WORKER_DIED_MS);
      break;
    }
    default: {
      assertNever(reason);
    }
  }
}

/** Ends the process when all is closed, or when that takes too long (DESIGN §6). */
function end(exitCode: number): void {
  if (ending) return;
  ending = true;
  process.exitCode = exitCode;
  setTimeout(() => process.exit(exitCode), env.limits.shutdownMs).unref();
  const closing = server?.close() ?? Promise.resolve();
  closing
    .catch((error: unknown) => log.error('server did not close', { error }))
    .finally(() => {
      // While it still starts, it is closed as soon as it has.
      if (server !== undefined) process.exit(exitCode);
    });
}
