// @ts-check
import { join } from 'node:path';
import { hostAndPort } from './addresses.mjs';

/** @typedef {import('./launchProgram.mjs').Program} Program */

/**
 * All that the programs have to be told, decided before any of them starts.
 * @typedef {{
 *   root: string,
 *   node: string,
 *   env: NodeJS.ProcessEnv,
 *   options: import('./upOptions.mjs').UpOptions,
 *   ports: import('./portPlan.mjs').PortPlan,
 *   addresses: import('./addresses.mjs').Addresses,
 *   certificate: import('./certificate.mjs').Certificate | undefined,
 *   secrets: import('./secrets.mjs').Secrets,
 *   databaseUrl: string,
 *   workerBin: string,
 * }} Setup
 */

/**
 * Where people open Convene.
 * @param {Pick<Setup, 'ports' | 'addresses'>} setup
 */
export function webUrlOf({ ports, addresses }) {
  return `${addresses.isPublic ? 'https' : 'http'}://${hostAndPort(addresses.publicHost, ports.webPort)}`;
}

/**
 * Where a media server answers on this machine. Browsers on other machines reach it through the web app.
 * @param {number} port
 */
export function mediaUrlOf(port) {
  return `http://127.0.0.1:${port}`;
}

/**
 * The web app as a program to start.
 * @param {Setup} setup
 * @returns {Program}
 */
export function webProgram(setup) {
  const { root, node, ports, addresses, certificate, secrets } = setup;
  // An address that means all of them cannot be asked.
  const ownHost =
    addresses.webHost === '0.0.0.0' || addresses.webHost === '::' ? '127.0.0.1' : addresses.webHost;
  return {
    name: 'web',
    node,
    script: join(root, 'apps', 'web', 'src', 'server', 'main.ts'),
    cwd: join(root, 'apps', 'web'),
    port: ports.webPort,
    readyUrl: `${certificate ? 'https' : 'http'}://${hostAndPort(ownHost, ports.webPort)}/healthz`,
    env: {
      ...commonEnvironment(setup),
      HOST: addresses.webHost,
      TOKEN_KEY_DIR: secrets.privateKeyDir,
      ADMIN_SECRET_FILE: secrets.adminSecretFile,
      COOKIE_SECRET_FILE: secrets.cookieSecretFile,
      MEDIA_URLS: ports.mediaPorts.map(mediaUrlOf).join(','),
      ...(certificate && { TLS_CERT: certificate.certFile, TLS_KEY: certificate.keyFile }),
    },
  };
}

/**
 * Media server number `index` as a program to start.
 * @param {Setup} setup
 * @param {number} index
 * @returns {Program}
 */
export function mediaProgram(setup, index) {
  const { root, node, options, ports, addresses, secrets, workerBin } = setup;
  const port = ports.mediaPorts[index] ?? 0;
  const ownUrl = mediaUrlOf(port);
  return {
    name: `media server ${index}`,
    node,
    script: join(root, 'apps', 'media', 'src', 'main.ts'),
    cwd: join(root, 'apps', 'media'),
    port,
    readyUrl: `${ownUrl}/ready`,
    env: {
      ...commonEnvironment(setup),
      MEDIA_PORT: String(port),
      SERVER_INDEX: String(index),
      MEDIASOUP_WORKER_COUNT: String(options.workers),
      MEDIASOUP_WORKER_BIN: workerBin,
      RTC_BASE_PORT: String(options.rtcBasePort),
      RTC_PORTS_PER_WORKER: String(options.rtcPortsPerWorker),
      WEBRTC_LISTEN_IP: addresses.listenIp,
      ...(addresses.announcedIp && { ANNOUNCED_IP: addresses.announcedIp }),
      TOKEN_KEY_DIR: secrets.publicKeyDir,
      // With other machines let in, browsers reach it through the web app, whose certificate they have accepted.
      PUBLIC_MEDIA_URL: addresses.isPublic ? `${webUrlOf(setup)}/media/${index}` : ownUrl,
    },
  };
}

/** @param {Setup} setup */
function commonEnvironment(setup) {
  const { env, options, ports, addresses, databaseUrl } = setup;
  const url = webUrlOf(setup);
  return {
    ...env,
    NODE_ENV: 'production',
    MEDIA_FORWARD: String(addresses.isPublic),
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(ports.webPort),
    CONVENE_DATA_DIR: options.dataDir,
    DATABASE_URL: databaseUrl,
    // A proxy before Convene has an address of its own, which only the operator knows.
    WEB_ORIGIN: env.WEB_ORIGIN ?? (addresses.isPublic ? url : `${url},http://localhost:${ports.webPort}`),
  };
}
