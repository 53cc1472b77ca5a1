// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, Problem } from '../problem.mjs';
import { request } from '../readiness.mjs';

const LOOPBACK = /^(localhost|127\..*|\[::1\])$/;

/**
 * What media servers say of themselves; the fields that are shown.
 * @typedef {{ received: number, sent: number, pipedIn: number, pipedOut: number }} Rates
 * @typedef {{
 *   routerId: string, meetingId: string, transports: number, producers: number, consumers: number, rates?: Rates,
 * }} Router
 * @typedef {{
 *   workerId: number, id: string, pid: number, cpuUsage: number, consumers: number, reserved: number,
 *   maxConsumers: number, routers: Router[],
 * }} Worker
 * @typedef {{ serverId: string, state: string }} Link
 * @typedef {{
 *   sourceRouterId: string, targetRouterId: string, meetingId: string, state: string, producers: number,
 * }} Pipe
 * @typedef {{
 *   servers: {
 *     serverId: string, name: string, region: string, url: string, state: string, live: boolean, load: number,
 *     reserved: number, capacity: number, troubles?: { code: string, workers?: number[], offsetMs?: number }[],
 *   }[],
 *   routers: { routerId: string, workerId: string, serverId: string }[],
 *   workers: { workerId: string, serverId: string, index: number }[],
 *   participants: { serverId: string, routerId: string | null }[],
 *   pipes: Pipe[],
 *   links?: Link[],
 * }} ClusterMap
 */

/**
 * One reading. `map` is the database's, as one of the servers told it; `workers` are each server's own. Of a server that
 * did not answer there is the map's part alone.
 * @typedef {{
 *   at: number,
 *   map: ClusterMap | undefined,
 *   servers: { url: string, serverId: string | undefined, workers: Worker[], links: Link[], problem: string | undefined }[],
 * }} Reading
 */

/**
 * The addresses of the media servers that run from this data folder.
 * @param {string} dataDir
 * @returns {string[]}
 */
export function urlsOfRun(dataDir) {
  const path = join(dataDir, 'run.json');
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new Problem(
      `Convene does not run from ${dataDir} (there is no run.json): start it, name its folder with --data, or a media server with --url.`,
      { cause: error },
    );
  }
  /** @type {{ servers: { url: string }[] }} */
  const { servers } = JSON.parse(text);
  return servers.map(({ url }) => url);
}

/**
 * Asks all servers that are known: those given, and those that their map names. None of them answering is a reading too.
 * @param {{ urls: readonly string[], token: string | undefined, signal?: AbortSignal }} options
 * @returns {Promise<Reading>}
 */
export async function readServers({ urls, token, signal }) {
  /** @param {string} url */
  const ask = (url) => askServer(url, { token, signal });
  const asked = await Promise.all(urls.map(ask));
  const map = asked.find(({ cluster }) => cluster !== undefined)?.cluster;
  const answered = new Set(asked.map(({ server }) => server.serverId));
  // Behind `/media/K` of a web app there are sockets only.
  const others = (map?.servers ?? []).filter(
    ({ serverId, url, live }) =>
      live && !answered.has(serverId) && !urls.includes(url) && !/\/media\/\d+\/?$/.test(url),
  );
  const more = await Promise.all(others.map(({ url }) => ask(url.replace(/^ws/, 'http'))));
  return { at: Date.now(), map, servers: [...asked, ...more].map(({ server }) => server) };
}

/**
 * @param {string} url
 * @param {{ token: string | undefined, signal: AbortSignal | undefined }} options
 * @returns {Promise<{ server: Reading['servers'][number], cluster: ClusterMap | undefined }>}
 */
async function askServer(url, options) {
  const [workers, cluster] = await Promise.allSettled([
    getJson(`${url}/workers?rates=true`, options),
    getJson(`${url}/cluster`, options),
  ]);
  const failed = [workers, cluster].find((result) => result.status === 'rejected');
  /** @type {{ serverId?: string, workers?: Worker[] }} */
  const own = workers.status === 'fulfilled' ? workers.value : {};
  /** @type {ClusterMap | undefined} */
  const map = cluster.status === 'fulfilled' ? cluster.value : undefined;
  return {
    cluster: map,
    server: {
      url,
      serverId: own.serverId,
      workers: own.workers ?? [],
      links: map?.links ?? [],
      problem: failed === undefined ? undefined : sentenceOf(failed.reason),
    },
  };
}

/**
 * @param {string} url
 * @param {{ token: string | undefined, signal: AbortSignal | undefined }} options
 * @returns {Promise<any>}
 */
async function getJson(url, { token, signal }) {
  // The token is shown to this machine, or to whoever can prove to be the one that was meant.
  const checkCertificate = !LOOPBACK.test(new URL(url).hostname);
  /** @type {Record<string, string>} */
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const { status, body } = await request(url, { headers, checkCertificate, ...(signal && { signal }) });
  if (status === 403) throw new Error('refuses: set OPERATOR_TOKEN as it has it');
  if (status !== 200) throw new Error(`answers with status ${status}`);
  return JSON.parse(body);
}

/** @param {unknown} error */
const sentenceOf = (error) => codeOf(error) ?? (error instanceof Error ? error.message : String(error));
