import { createDatabase } from '@convene/db';
import { readEnv } from '../env.ts';
import { createServices } from './createServices.ts';
import { createLogger } from './logger.ts';
import { NextPages } from './NextPages.ts';
import { TrustedProxies } from './TrustedProxies.ts';
import { WebServer } from './WebServer.ts';

/** Starts the web app of this process. @throws an Error that says what is wrong with the settings or the port. */
async function start(): Promise<void> {
  const env = readEnv();
  const log = createLogger(env.LOG_LEVEL);
  const db = createDatabase({ url: env.DATABASE_URL, log, limits: env.limits });
  const pages = new NextPages({ dev: env.CONVENE_WEB_DEV, hostname: env.HOST });
  const web = await WebServer.create({
    services: await createServices(env, { db, log }),
    pages,
    host: env.HOST,
    port: env.PORT,
    tls: env.tls,
    proxies: new TrustedProxies(env.TRUSTED_PROXIES),
    forwardMedia: env.MEDIA_FORWARD,
    operatorToken: env.OPERATOR_TOKEN,
    requestMs: env.limits.httpRequestMs,
    dev: env.CONVENE_WEB_DEV,
  });
  log.info('web app listens', { url: web.url });

  const end = async (signal: NodeJS.Signals) => {
    log.info('web app ends', { signal });
    await web.close();
    await Promise.allSettled([pages.close(), db.close()]);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end(signal));

  await pages.prepare();
  log.info('pages are ready');
}

try {
  await start();
} catch (error) {
  createLogger('error').error('web app could not start', { error });
  process.exit(1);
}
