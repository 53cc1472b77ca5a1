// @ts-check
import { join } from 'node:path';
import { machineAddresses, planAddresses } from './addresses.mjs';
import { buildWebApp, generateDatabaseClient } from './building.mjs';
import { ensureCertificate } from './certificate.mjs';
import { Convene } from './Convene.mjs';
import { lockDataFolder } from './dataFolder.mjs';
import { install } from './installation.mjs';
import { endLeftovers } from './leftovers.mjs';
import { checkPorts } from './portCheck.mjs';
import { planPorts } from './portPlan.mjs';
import { webUrlOf } from './programs.mjs';
import { ensureSecrets } from './secrets.mjs';
import { listenForStop } from './stopSignals.mjs';
import { startSupervisedPostgres } from './supervisedPostgres.mjs';
import { frame, secondsSince, step } from './terminal.mjs';
import { checkPlatform, findNode } from './toolchain.mjs';

/** @typedef {import('./upOptions.mjs').UpOptions} UpOptions */
/** @typedef {{ root: string, options: UpOptions, env: NodeJS.ProcessEnv }} UpInput */

/**
 * Installs, builds, starts and supervises Convene until it is told to stop.
 * @param {UpInput} input
 */
export async function up({ root, options, env }) {
  const startedAt = performance.now();
  checkPlatform();
  const ports = planPorts(options);
  const addresses = planAddresses(
    { host: options.host, listenIp: env.WEBRTC_LISTEN_IP, announcedIp: env.ANNOUNCED_IP },
    machineAddresses(),
  );
  const unlock = lockDataFolder(options.dataDir);
  const started = new Started();
  const stop = listenForStop(() => {
    started.kill();
    process.exit(1);
  });
  try {
    await endLeftovers(options.dataDir);
    await checkPorts(ports, addresses);
    const setup = await prepare({ root, options, env, ports, addresses, started, signal: stop.signal });
    const convene = new Convene({ setup, postgres: started.postgres, say: console.log });
    started.convene = convene;
    await step('Starting the media servers and the web app', () =>
      Promise.race([convene.start(), rejectOnAbort(stop.signal)]),
    );
    announce(setup, startedAt);
    await stop.requested;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    await started.stop(stop.signal.aborted).finally(unlock);
  }
}

/** What has been started so far, to be stopped whatever happens. */
class Started {
  /** @type {Convene | undefined} */
  convene;
  /** @type {import('./Supervised.mjs').Supervised | undefined} */
  postgres;

  /** @param {boolean} requested */
  async stop(requested) {
    if (requested) console.log('\nStopping …');
    await (this.convene ?? this.postgres)?.stop();
    if (requested) console.log('Convene has stopped.');
  }

  kill() {
    (this.convene ?? this.postgres)?.kill();
  }
}

/**
 * Everything between a checkout and programs that can be started.
 * @param {UpInput & {
 *   ports: import('./portPlan.mjs').PortPlan,
 *   addresses: import('./addresses.mjs').Addresses,
 *   started: Started,
 *   signal: AbortSignal,
 * }} input
 * @returns {Promise<import('./programs.mjs').Setup>}
 */
async function prepare({ root, options, env, ports, addresses, started, signal }) {
  const { dataDir } = options;
  const building = { root, logDir: join(dataDir, 'logs'), signal };
  const { workerBin } = await install(building);
  const node = findNode(root);
  const secrets = ensureSecrets(dataDir);
  const certificate = addresses.isPublic
    ? await ensureCertificate({
        dataDir,
        host: addresses.publicHost,
        certFile: env.TLS_CERT,
        keyFile: env.TLS_KEY,
      })
    : undefined;
  const databaseUrl = env.DATABASE_URL ?? (await startPostgres({ dataDir, ports, started }));
  await step('Bringing the database up to date', async () => {
    // Loaded here, because it needs a package that has only just been installed.
    const { applyMigrations } = await import('./migrations.mjs');
    await applyMigrations({ databaseUrl, folder: join(root, 'prisma', 'migrations') });
  });
  signal.throwIfAborted();
  await generateDatabaseClient(building);
  await buildWebApp(building);
  return { root, node, env, options, ports, addresses, certificate, secrets, databaseUrl, workerBin };
}

/**
 * @param {{ dataDir: string, ports: import('./portPlan.mjs').PortPlan, started: Started }} options
 */
async function startPostgres({ dataDir, ports, started }) {
  const onChange = () => started.convene?.refresh();
  const { postgres, databaseUrl } = await step('Starting Postgres', () =>
    startSupervisedPostgres({ dataDir, ports, say: console.log, onChange }),
  );
  started.postgres = postgres;
  return databaseUrl;
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
function rejectOnAbort(signal) {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/**
 * @param {import('./programs.mjs').Setup} setup
 * @param {number} startedAt
 */
function announce(setup, startedAt) {
  const { addresses, certificate, options, secrets } = setup;
  const webUrl = webUrlOf(setup);
  const reach = addresses.isPublic
    ? `Other machines on the network can open it${certificate?.selfSigned ? '; browsers ask once whether to trust its certificate' : ''}.`
    : 'Only this machine can open it; to let others in: npm start -- --host IP';
  const lines = [
    `Open     ${webUrl}`,
    `Admin    ${webUrl}/admin  (its secret is in ${secrets.adminSecretFile})`,
    `Data     ${options.dataDir}  (logs are in its folder logs)`,
    `Servers  ${options.servers} with ${options.workers} mediasoup worker(s) each`,
    '',
    reach,
    `Started in ${secondsSince(startedAt)}. Ctrl-C stops it.`,
  ];
  console.log(`\n${frame(lines)}\nConvene is ready: ${webUrl}`);
}
