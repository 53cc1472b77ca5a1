// @ts-check
import { Problem } from './problem.mjs';

// Linux gives out ports from 32768 on to outgoing connections.
const LAST_RTC_PORT = 32_767;
const LAST_PORT = 65_535;

/** @typedef {{ first: number, last: number }} PortRange */
/** @typedef {{ webPort: number, mediaPorts: number[], rtcRanges: PortRange[][] }} PortPlan */

/**
 * Which ports the web app, each media server and each of its workers use; refused when two of them would meet.
 * @param {Pick<import('./upOptions.mjs').UpOptions, 'servers' | 'workers' | 'port' | 'rtcBasePort' | 'rtcPortsPerWorker'>} options
 * @returns {PortPlan}
 */
export function planPorts({ servers, workers, port, rtcBasePort, rtcPortsPerWorker }) {
  const mediaPorts = Array.from({ length: servers }, (_, server) => port + 1 + server);
  const lastMediaPort = port + servers;
  if (lastMediaPort > LAST_PORT) {
    throw new Problem(
      `The media servers would need ports up to ${lastMediaPort}, past the last one: choose a lower --port.`,
    );
  }
  const rtcRanges = mediaPorts.map((_, server) =>
    Array.from({ length: workers }, (_, worker) => {
      const first = rtcBasePort + (server * workers + worker) * rtcPortsPerWorker;
      return { first, last: first + rtcPortsPerWorker - 1 };
    }),
  );
  const lastRtcPort = rtcBasePort + servers * workers * rtcPortsPerWorker - 1;
  if (lastRtcPort > LAST_RTC_PORT) {
    throw new Problem(
      `${servers} media server(s) with ${workers} worker(s) of ${rtcPortsPerWorker} ports each, from ${rtcBasePort} on, ` +
        `would reach port ${lastRtcPort}, past ${LAST_RTC_PORT}, where outgoing connections begin: ` +
        'lower RTC_PORTS_PER_WORKER, RTC_BASE_PORT, --workers or --servers.',
    );
  }
  if (port <= lastRtcPort && rtcBasePort <= lastMediaPort) {
    throw new Problem(
      `The web app and the media servers (ports ${port} to ${lastMediaPort}) overlap the ports for media ` +
        `(${rtcBasePort} to ${lastRtcPort}): choose another --port or RTC_BASE_PORT.`,
    );
  }
  return { webPort: port, mediaPorts, rtcRanges };
}

/**
 * Whether a plan uses this port.
 * @param {PortPlan} plan
 * @param {number} port
 */
export function isPlanned({ webPort, mediaPorts, rtcRanges }, port) {
  return (
    port === webPort ||
    mediaPorts.includes(port) ||
    rtcRanges.flat().some(({ first, last }) => port >= first && port <= last)
  );
}
