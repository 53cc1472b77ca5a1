import type { WorkerPolicy } from '@convene/placement';
import type { types } from 'mediasoup';
import type { PortRange } from './portPlan.ts';

/** Options of every WebRtcTransport, without where it listens: that is its worker's WebRtcServer. */
export type TransportOptions = Omit<
  types.WebRtcTransportOptions,
  'webRtcServer' | 'listenInfos' | 'listenIps' | 'port'
>;

/** How this server's ends of pipes to other servers are made (X9), and when (X18). */
export type PipeOptions = {
  readonly listenIp: string;
  readonly announcedAddress: string | undefined;
  /** SRTP and RTX. */
  readonly srtp: boolean;
  /** Every producer to every server of its room at once (000-22), instead of at the first wish. */
  readonly eager: boolean;
};

/** What `media/` needs to know of the configuration; `config.ts` makes it from the environment. */
export type MediaOptions = {
  /** One entry for each worker. */
  readonly ports: readonly PortRange[];
  readonly listenIp: string;
  readonly announcedAddress: string | undefined;
  /** The worker's binary; undefined: mediasoup's own choice. */
  readonly workerBin: string | undefined;
  readonly logLevel: types.WorkerLogLevel;
  readonly logTags: types.WorkerLogTag[];
  readonly transport: TransportOptions;
  readonly policy: WorkerPolicy;
  /** Forces the people of a room apart, over the workers (PLACEMENT_SPREAD). */
  readonly spread: boolean;
  readonly maxConsumersPerWorker: number;
  /** Routers that each worker keeps ready (004-94). */
  readonly pooledRouters: number;
};
