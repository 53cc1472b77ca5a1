// @ts-check
import { hostAndPort, isLoopback } from './addresses.mjs';
import { Problem } from './problem.mjs';

/**
 * By which addresses one media server is reached: by this machine's own programs, by browsers, and by other media servers.
 * @typedef {{ port: number, ownUrl: string, publicUrl: string, linkUrl: string | undefined }} Door
 */

/**
 * Where this machine's media servers listen for HTTP. `isOpen`: other machines reach them directly, so that they speak TLS.
 * `isForwarded`: what comes from this machine may come on behalf of somebody else, and says whom.
 * @typedef {{ host: string, isOpen: boolean, isForwarded: boolean, list: Door[] }} Doors
 */

/**
 * Decides how media servers are reached, and refuses what nobody could reach.
 * @param {{
 *   options: Pick<import('./upOptions.mjs').UpOptions, 'host' | 'mediaOnly'>,
 *   env: NodeJS.ProcessEnv,
 *   ports: import('./portPlan.mjs').PortPlan,
 *   addresses: import('./addresses.mjs').Addresses,
 *   webUrl: string,
 * }} input
 * @returns {Doors}
 */
export function planDoors({ options, env, ports, addresses, webUrl }) {
  const host = env.MEDIA_HOST ?? defaultHost(options, addresses);
  if (!['127.0.0.1', '0.0.0.0', '::'].includes(host)) {
    throw new Problem(
      `MEDIA_HOST is ${host}: give 0.0.0.0 (or ::) to let other machines in, or 127.0.0.1; ` +
        'the programs of this machine reach its media servers by 127.0.0.1.',
    );
  }
  const isOpen = host !== '127.0.0.1';
  if (isOpen && !addresses.isPublic) {
    throw new Problem(
      `MEDIA_HOST is ${host}, which lets other machines in: start with --host and this machine's address, too.`,
    );
  }
  const seenUrl = seenWebUrl(env, webUrl);
  const list = ports.mediaPorts.map((port, index) => {
    const direct = isOpen ? `https://${hostAndPort(addresses.publicHost, port)}` : undefined;
    const given = ofServer('PUBLIC_MEDIA_URL', env.PUBLIC_MEDIA_URL, index);
    const ownUrl = `${isOpen ? 'https' : 'http'}://127.0.0.1:${port}`;
    // With other machines let in, browsers reach it through the web app, whose certificate they have accepted.
    const throughWeb = addresses.isPublic ? `${seenUrl}/media/${index}` : ownUrl;
    return {
      port,
      ownUrl,
      publicUrl: given ?? (options.mediaOnly ? requirePublicUrl(direct) : throughWeb),
      linkUrl: ofServer('LINK_URL', env.LINK_URL, index) ?? given ?? direct,
    };
  });
  return { host, isOpen, isForwarded: addresses.isPublic || env.PUBLIC_MEDIA_URL !== undefined, list };
}

/**
 * The web app's address as people see it, which only the operator knows where it is not that of this machine.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} webUrl
 */
export function seenWebUrl({ WEB_ORIGIN: origins }, webUrl) {
  return origins?.split(',')[0]?.trim() ?? webUrl;
}

/**
 * Without a web app before them, media servers let other machines in as `--host` says.
 * @param {{ host: string | undefined, mediaOnly: boolean }} options
 * @param {import('./addresses.mjs').Addresses} addresses
 */
function defaultHost({ host, mediaOnly }, { isPublic }) {
  if (!mediaOnly || !isPublic) return '127.0.0.1';
  return host?.includes(':') ? '::' : '0.0.0.0';
}

/** @param {string | undefined} url */
function requirePublicUrl(url) {
  if (url !== undefined) return url;
  throw new Problem(
    "PUBLIC_MEDIA_URL is missing: start with --host and this machine's address, or set it to the https address of a " +
      'proxy before the media server, by which browsers and other media servers reach it.',
  );
}

/**
 * The address that the operator gives is that of the first media server; those after it have the ports after its port.
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} index
 */
function ofServer(name, text, index) {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isTaken = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url === undefined || !isTaken) {
    throw new Problem(
      `${name} is "${text}": give an https address, such as https://media1.example.org:3001; ` +
        'neither browsers nor other media servers take media from any other.',
    );
  }
  if (index === 0) return text;
  if (url.port === '') {
    throw new Problem(
      `${name} is "${text}" and there are several media servers: give it with the port of the first one, such as ` +
        'https://media1.example.org:3001; the others have the ports after it.',
    );
  }
  url.port = String(Number(url.port) + index);
  return url.href.replace(/\/$/, '');
}
