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
import { planDoors, seenWebUrl } from './mediaDoors.mjs';
import { readMediaOnlySettings, requireCertificate, requireListenIp } from './mediaOnly.mjs';
import { planPorts } from './portPlan.mjs';
import { webUrlOf } from './programs.mjs';
import { ensureSecrets } from './secrets.mjs';
import { listenForStop } from './stopSignals.mjs';
import { startSupervisedPostgres } from './supervisedPostgres.mjs';
import { frame, secondsSince, step } from './terminal.mjs';
import { checkPlatform, findNode } from './toolchain.mjs';

/** @typedef {import('./upOptions.mjs').UpOptions} UpOptions */
/** @typedef {{ root: string, options: UpOptions, env: NodeJS.ProcessEnv }} UpInput */
/** @typedef {ReturnType<typeof planStart>} Plan */

/**
 * Installs, builds, starts and supervises Convene until it is told to stop.
 * @param {UpInput} input
 */
export async function up({ root, options, env }) {
  const startedAt = performance.now();
  checkPlatform();
  const plan = planStart({ root, options, env });
  const unlock = lockDataFolder(options.dataDir);
  const started = new Started();
  const stop = listenForStop(() => {
    started.kill();
    process.exit(1);
  });
  try {
    await endLeftovers(options.dataDir);
    await checkPorts(plan.ports, { ...plan, mediaOnly: options.mediaOnly });
    const setup = await prepare({ root, options, env, plan, started, signal: stop.signal });
    const convene = new Convene({ setup, postgres: started.postgres, say: console.log });
    started.convene = convene;
    await step(`Starting the media servers${setup.secrets ? ' and the web app' : ''}`, () =>
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

/**
 * All that can be decided, and refused, before anything is done.
 * @param {UpInput} input
 */
function planStart({ root, options, env }) {
  const ports = planPorts(options);
  const addresses = planAddresses(
    { host: options.host, listenIp: env.WEBRTC_LISTEN_IP, announcedIp: env.ANNOUNCED_IP },
    machineAddresses(),
  );
  // What the first machine has made; undefined: this is the first one.
  const first = options.mediaOnly ? readMediaOnlySettings(env, root) : undefined;
  if (first !== undefined) requireListenIp(env, options.host);
  const doors = planDoors({ options, env, ports, addresses, webUrl: webUrlOf({ ports, addresses }) });
  if (first !== undefined && doors.isOpen) requireCertificate(env, doors);
  return { ports, addresses, doors, first };
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
 *   plan: Plan,
 *   started: Started,
 *   signal: AbortSignal,
 * }} input
 * @returns {Promise<import('./programs.mjs').Setup>}
 */
async function prepare({ root, options, env, plan, started, signal }) {
  const { dataDir } = options;
  const { ports, addresses, doors, first } = plan;
  const building = { root, logDir: join(dataDir, 'logs'), signal };
  const { workerBin } = await install(building);
  const node = findNode(root);
  const { secrets, publicKeyDir } = ensureKeys({ dataDir, first });
  const needsCertificate = doors.isOpen || (secrets !== undefined && addresses.isPublic);
  const { TLS_CERT: certFile, TLS_KEY: keyFile } = env;
  const certificate = needsCertificate
    ? await ensureCertificate({ dataDir, host: addresses.publicHost, certFile, keyFile })
    : undefined;
  const databaseUrl =
    first?.databaseUrl ?? env.DATABASE_URL ?? (await startPostgres({ dataDir, ports, started }));
  await migrate({ root, databaseUrl, first });
  signal.throwIfAborted();
  await generateDatabaseClient(building);
  if (secrets !== undefined) await buildWebApp(building);
  return {
    ...{ root, node, env, options, ports, addresses, doors, certificate },
    ...{ secrets, publicKeyDir, databaseUrl, workerBin },
  };
}

/**
 * Only the machine with the web app makes secrets; a further one is given the public key.
 * @param {{ dataDir: string, first: Plan['first'] }} options
 */
function ensureKeys({ dataDir, first }) {
  if (first !== undefined) return { secrets: undefined, publicKeyDir: first.publicKeyDir };
  const secrets = ensureSecrets(dataDir);
  return { secrets, publicKeyDir: secrets.publicKeyDir };
}

/**
 * The machine with the web app brings the database up to date; a further one only looks.
 * @param {{ root: string, databaseUrl: string, first: Plan['first'] }} options
 */
async function migrate({ root, databaseUrl, first }) {
  const database = { databaseUrl, folder: join(root, 'prisma', 'migrations') };
  // Loaded here, because it needs a package that has only just been installed.
  const { applyMigrations, requireMigrated } = await import('./migrations.mjs');
  if (first === undefined) await step('Bringing the database up to date', () => applyMigrations(database));
  else await step('Looking at the database', () => requireMigrated(database));
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
  const { addresses, certificate, doors, env, options, secrets } = setup;
  const webUrl = webUrlOf(setup);
  const seenUrl = seenWebUrl(env, webUrl);
  const reach = addresses.isPublic
    ? `Other machines on the network can open it${certificate?.selfSigned ? '; browsers ask once whether to trust its certificate' : ''}.`
    : 'Only this machine can open it; to let others in: npm start -- --host IP';
  const web = secrets && [
    `Open     ${seenUrl}`,
    `Admin    ${seenUrl}/admin  (its secret is in ${secrets.adminSecretFile})`,
  ];
  const reached = doors.list.map(({ publicUrl }) => publicUrl);
  const lines = [
    ...(web ?? reached.map((url) => `Media    ${url}`)),
    `Data     ${options.dataDir}  (logs are in its folder logs)`,
    `Servers  ${options.servers} with ${options.workers} mediasoup worker(s) each`,
    '',
    ...(web ? [reach] : []),
    `Started in ${secondsSince(startedAt)}. Ctrl-C stops it.`,
  ];
  console.log(`\n${frame(lines)}\nConvene is ready: ${web ? webUrl : reached.join(' ')}`);
}
