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
 *   doors: import('./mediaDoors.mjs').Doors,
 *   certificate: import('./certificate.mjs').Certificate | undefined,
 *   publicKeyDir: string,
 *   secrets: import('./secrets.mjs').Secrets | undefined,
 *   databaseUrl: string,
 *   workerBin: string,
 * }} Setup `secrets` are the web app's: without it there are none
 */

/**
 * Where people open Convene.
 * @param {Pick<Setup, 'ports' | 'addresses'>} setup
 */
export function webUrlOf({ ports, addresses }) {
  return `${addresses.isPublic ? 'https' : 'http'}://${hostAndPort(addresses.publicHost, ports.webPort)}`;
}

/**
 * The web app as a program to start.
 * @param {Setup} setup
 * @param {import('./secrets.mjs').Secrets} secrets
 * @returns {Program}
 */
export function webProgram(setup, secrets) {
  const { root, node, ports, addresses, doors, certificate } = setup;
  const tls = addresses.isPublic ? certificate : undefined;
  // An address that means all of them cannot be asked.
  const ownHost =
    addresses.webHost === '0.0.0.0' || addresses.webHost === '::' ? '127.0.0.1' : addresses.webHost;
  return {
    name: 'web',
    node,
    script: join(root, 'apps', 'web', 'src', 'server', 'main.ts'),
    cwd: join(root, 'apps', 'web'),
    port: ports.webPort,
    readyUrl: `${tls ? 'https' : 'http'}://${hostAndPort(ownHost, ports.webPort)}/healthz`,
    env: {
      ...commonEnvironment(setup),
      HOST: addresses.webHost,
      MEDIA_FORWARD: String(addresses.isPublic),
      TOKEN_KEY_DIR: secrets.privateKeyDir,
      ADMIN_SECRET_FILE: secrets.adminSecretFile,
      COOKIE_SECRET_FILE: secrets.cookieSecretFile,
      MEDIA_URLS: doors.list.map(({ ownUrl }) => ownUrl).join(','),
      ...tlsVariables(tls),
    },
  };
}

/**
 * The media servers as programs to start.
 * @param {Setup} setup
 * @returns {Program[]}
 */
export function mediaPrograms(setup) {
  return setup.doors.list.map((door, index) => mediaProgram(setup, index, door));
}

/**
 * @param {Setup} setup
 * @param {number} index
 * @param {import('./mediaDoors.mjs').Door} door
 * @returns {Program}
 */
function mediaProgram(setup, index, { port, ownUrl, publicUrl, linkUrl }) {
  const { root, node, options, addresses, doors, certificate, publicKeyDir, workerBin } = setup;
  return {
    name: `media server ${index}`,
    node,
    script: join(root, 'apps', 'media', 'src', 'main.ts'),
    cwd: join(root, 'apps', 'media'),
    port,
    readyUrl: `${ownUrl}/ready`,
    env: {
      ...commonEnvironment(setup),
      MEDIA_HOST: doors.host,
      MEDIA_PORT: String(port),
      MEDIA_FORWARD: String(doors.isForwarded),
      SERVER_INDEX: String(index),
      MEDIASOUP_WORKER_COUNT: String(options.workers),
      MEDIASOUP_WORKER_BIN: workerBin,
      RTC_BASE_PORT: String(options.rtcBasePort),
      RTC_PORTS_PER_WORKER: String(options.rtcPortsPerWorker),
      WEBRTC_LISTEN_IP: addresses.listenIp,
      ...(addresses.announcedIp && { ANNOUNCED_IP: addresses.announcedIp }),
      TOKEN_KEY_DIR: publicKeyDir,
      PUBLIC_MEDIA_URL: publicUrl,
      LINK_URL: linkUrl,
      ...tlsVariables(doors.isOpen ? certificate : undefined),
    },
  };
}

/**
 * Set in any case: the operator's own are for the programs that others reach directly.
 * @param {import('./certificate.mjs').Certificate | undefined} certificate
 */
function tlsVariables(certificate) {
  return { TLS_CERT: certificate?.certFile ?? '', TLS_KEY: certificate?.keyFile ?? '' };
}

/** @param {Setup} setup */
function commonEnvironment(setup) {
  const { env, options, ports, addresses, databaseUrl } = setup;
  const url = webUrlOf(setup);
  return {
    ...env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(ports.webPort),
    CONVENE_DATA_DIR: options.dataDir,
    DATABASE_URL: databaseUrl,
    // A proxy before Convene has an address of its own, which only the operator knows.
    WEB_ORIGIN: env.WEB_ORIGIN ?? (addresses.isPublic ? url : `${url},http://localhost:${ports.webPort}`),
  };
}
