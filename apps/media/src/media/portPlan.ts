/** The highest port that may be used: above it lie the ports that systems hand out by themselves (DESIGN §8). */
const HIGHEST_PORT = 32_767;
/** One port for clients and at least one for pipes. */
const SMALLEST_WIDTH = 2;

export type PortRange = {
  /** The one port of the worker's WebRtcServer, UDP and TCP. */
  readonly clients: number;
  /** Pipes and plain transports. */
  readonly rtcMinPort: number;
  readonly rtcMaxPort: number;
};

export type PortPlanOptions = {
  readonly basePort: number;
  readonly portsPerWorker: number;
  readonly workers: number;
  /** Which of the machine's media servers this is, from 0. */
  readonly serverIndex: number;
  /** Ports of this machine that others listen on (HTTP), and that no worker's range may contain. */
  readonly taken: readonly number[];
};

/**
 * The ports of each worker (003-3, 003-4): server k's worker i has `basePort + (k × workers + i) × portsPerWorker`
 * and up. @throws an Error that says which setting does not fit
 */
export function planPorts(options: PortPlanOptions): PortRange[] {
  const { basePort, portsPerWorker, workers, serverIndex, taken } = options;
  if (portsPerWorker < SMALLEST_WIDTH) {
    throw new Error(
      `RTC_PORTS_PER_WORKER is ${portsPerWorker}: a worker needs at least ${SMALLEST_WIDTH} ports`,
    );
  }
  const first = basePort + serverIndex * workers * portsPerWorker;
  const last = first + workers * portsPerWorker - 1;
  if (last > HIGHEST_PORT) {
    throw new Error(
      `Media server ${serverIndex} with ${workers} workers would use ports up to ${last}, past ${HIGHEST_PORT}: ` +
        'lower RTC_BASE_PORT, RTC_PORTS_PER_WORKER or MEDIASOUP_WORKER_COUNT',
    );
  }
  const overlap = taken.find((port) => port >= first && port <= last);
  if (overlap !== undefined) {
    throw new Error(
      `Port ${overlap} lies within the media ports ${first}-${last}: change PORT or RTC_BASE_PORT`,
    );
  }
  return Array.from({ length: workers }, (_, index) => {
    const clients = first + index * portsPerWorker;
    return { clients, rtcMinPort: clients + 1, rtcMaxPort: clients + portsPerWorker - 1 };
  });
}
