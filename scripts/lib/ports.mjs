// @ts-check
import { createSocket } from 'node:dgram';
import { createServer, isIPv6 } from 'node:net';
import { codeOf } from './problem.mjs';

/**
 * Whether a TCP port can be listened on at this address right now.
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = codeOf(error);
      if (code === 'EADDRINUSE' || code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Whether a UDP port can be bound at this address right now.
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
export function isUdpPortFree(port, host) {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    socket.once('error', (error) => {
      const code = codeOf(error);
      if (code === 'EADDRINUSE' || code === 'EACCES') resolve(false);
      else reject(error);
    });
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/**
 * A free port in a range. The search begins at a random place, so that two that search at once seldom meet. The range
 * should lie below 32768: a port above it may be taken by an outgoing connection while its owner restarts.
 * @param {number} first
 * @param {number} last
 * @param {(port: number) => boolean} [isAllowed]
 * @returns {Promise<number | undefined>}
 */
export async function findFreePort(first, last, isAllowed = () => true) {
  const count = last - first + 1;
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step += 1) {
    const port = first + ((start + step) % count);
    if (isAllowed(port) && (await isPortFree(port))) return port;
  }
  return undefined;
}
