// @ts-check
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Problem } from './problem.mjs';

/**
 * Where Convene listens and what it calls itself.
 * @typedef {{
 *   listenIp: string,
 *   webHost: string,
 *   announcedIp: string | undefined,
 *   publicHost: string,
 *   isPublic: boolean,
 * }} Addresses `isPublic`: other machines are let in, so TLS is needed
 */

/** Addresses of this machine that other machines may reach. */
export function machineAddresses() {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
}

/**
 * Decides the addresses from `--host`, WEBRTC_LISTEN_IP and ANNOUNCED_IP, and refuses what could never work.
 * @param {{ host: string | undefined, listenIp: string | undefined, announcedIp: string | undefined }} wanted
 * @param {readonly string[]} ownAddresses
 * @returns {Addresses}
 */
export function planAddresses({ host, listenIp: wantedListenIp, announcedIp }, ownAddresses) {
  requireIp('--host', host);
  requireIp('WEBRTC_LISTEN_IP', wantedListenIp);
  const listenIp = wantedListenIp ?? host ?? '127.0.0.1';
  const owns = ownAddresses.length > 0 ? ownAddresses.join(', ') : 'none but loopback';
  if (isLoopback(listenIp) && announcedIp !== undefined && !isLoopback(announcedIp)) {
    throw new Problem(
      `ANNOUNCED_IP is ${announcedIp}, but media listens on ${listenIp}, which no other machine can reach: ` +
        `start with --host and an address of this machine (${owns}), or unset ANNOUNCED_IP.`,
    );
  }
  if (isAny(listenIp) && announcedIp === undefined) {
    throw new Problem(
      `${listenIp} means every address, and browsers have to be told one: set ANNOUNCED_IP to one of ${owns}, ` +
        'or to the public address of the router before this machine.',
    );
  }
  for (const address of new Set([host, listenIp])) {
    if (address === undefined || isAny(address) || isLoopback(address) || ownAddresses.includes(address))
      continue;
    throw new Problem(
      `${address} is not an address of this machine, which has ${owns}: choose one of those, ` +
        `or --host 0.0.0.0 with ANNOUNCED_IP=${address} when a router forwards it here.`,
    );
  }
  const webHost = host ?? '127.0.0.1';
  const publicHost = isAny(webHost) ? (announcedIp ?? webHost) : webHost;
  return { listenIp, webHost, announcedIp, publicHost, isPublic: !isLoopback(webHost) };
}

/** @param {string} ip */
export function isLoopback(ip) {
  return ip.startsWith('127.') || ip === '::1';
}

/** @param {string} ip */
function isAny(ip) {
  return ip === '0.0.0.0' || ip === '::';
}

/**
 * A host and a port as they stand in a URL.
 * @param {string} host
 * @param {number} port
 */
export function hostAndPort(host, port) {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * @param {string} name
 * @param {string | undefined} value
 */
function requireIp(name, value) {
  if (value === undefined || isIP(value) !== 0) return;
  throw new Problem(`${name} is "${value}": give an IP address, such as 192.168.1.20.`);
}
