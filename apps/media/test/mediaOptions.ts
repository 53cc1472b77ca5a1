import { transportOptions } from '../src/config.ts';
import type { MediaOptions } from '../src/media/mediaOptions.ts';
import { planPorts } from '../src/media/portPlan.ts';
import { freeRtcPorts } from './freeRtcPorts.ts';

export type TestMediaOptions = {
  readonly workers?: number;
  readonly portsPerWorker?: number;
  /** Free ones, unless given. */
  readonly basePort?: number;
};

/** A small media server on this machine's loopback; `media` is what a test has otherwise. */
export async function mediaOptions(
  { workers = 1, portsPerWorker = 4, basePort }: TestMediaOptions,
  media: Partial<MediaOptions> = {},
): Promise<MediaOptions> {
  const firstPort = basePort ?? (await freeRtcPorts(workers, portsPerWorker));
  return {
    ports: planPorts({ basePort: firstPort, portsPerWorker, workers, serverIndex: 0, taken: [] }),
    listenIp: '127.0.0.1',
    announcedAddress: undefined,
    workerBin: process.env['MEDIASOUP_WORKER_BIN'],
    logLevel: 'warn',
    logTags: [],
    transport: transportOptions,
    policy: 'rooms',
    spread: false,
    maxConsumersPerWorker: 500,
    pooledRouters: 0,
    ...media,
  };
}
