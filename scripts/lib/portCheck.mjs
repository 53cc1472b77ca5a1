// @ts-check
import { isPortFree, isUdpPortFree } from './ports.mjs';
import { Problem } from './problem.mjs';

/**
 * Refuses to go on when one of the ports that Convene needs is taken, before anything is started.
 * @param {import('./portPlan.mjs').PortPlan} plan
 * @param {{
 *   addresses: import('./addresses.mjs').Addresses,
 *   doors: import('./mediaDoors.mjs').Doors,
 *   mediaOnly: boolean,
 * }} where
 */
export async function checkPorts({ webPort, mediaPorts, rtcRanges }, { addresses, doors, mediaOnly }) {
  const { webHost, listenIp } = addresses;
  if (!mediaOnly && !(await isPortFree(webPort, webHost))) {
    throw new Problem(
      `Port ${webPort} on ${webHost} is in use: stop the program that listens there, or choose another, ` +
        `for example npm start -- --port ${webPort + 1000}.`,
    );
  }
  for (const port of mediaPorts) {
    if (await isPortFree(port, doors.host)) continue;
    throw new Problem(
      `Port ${port}, which a media server needs, is in use: stop the program that listens there, or choose others, ` +
        `for example npm start -- --port ${webPort + 1000} (media servers take the ports after it).`,
    );
  }
  // The first port of each worker's range is for browsers; the worker picks free ones from the others.
  for (const { first } of rtcRanges.flat()) {
    if ((await isPortFree(first, listenIp)) && (await isUdpPortFree(first, listenIp))) continue;
    throw new Problem(
      `Port ${first} on ${listenIp}, which a mediasoup worker needs, is in use: stop the program that has it, ` +
        'or choose other ports with RTC_BASE_PORT.',
    );
  }
}
