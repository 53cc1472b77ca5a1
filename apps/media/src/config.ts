import { availableParallelism } from 'node:os';
import type { MediaEnv } from './env.ts';
import type { MediaOptions, PipeOptions, TransportOptions } from './media/mediaOptions.ts';
import { planPorts } from './media/portPlan.ts';

/** `auto` workers: one per core, but no more than this many (DESIGN §8). */
const MOST_AUTO_WORKERS = 16;

/** Bytes of one SCTP message from a client: above it the worker drops it; what is too long below it is refused. */
const SCTP_MESSAGE_BYTES = 64 * 1024;

/** Options of every WebRtcTransport (004-24, 004-25; X16: the numbers of SCTP streams are mediasoup's own). */
export const transportOptions: TransportOptions = {
  enableUdp: true,
  enableTcp: true,
  preferUdp: true,
  enableSctp: true,
  maxReceiveMessageSize: SCTP_MESSAGE_BYTES,
  // Where the bandwidth estimation starts: high enough that a first picture is not a smear.
  initialAvailableOutgoingBitrate: 1_000_000,
};

/** The environment as options of mediasoup. @throws an Error that names ports which do not fit */
export function mediaOptions(env: MediaEnv): MediaOptions {
  const setting = env.MEDIASOUP_WORKER_COUNT;
  const workers = setting === 'auto' ? Math.min(availableParallelism(), MOST_AUTO_WORKERS) : setting;
  return {
    ports: planPorts({
      basePort: env.RTC_BASE_PORT,
      portsPerWorker: env.RTC_PORTS_PER_WORKER,
      workers,
      serverIndex: env.SERVER_INDEX,
      taken: [env.PORT, env.MEDIA_PORT],
    }),
    listenIp: env.WEBRTC_LISTEN_IP,
    announcedAddress: env.ANNOUNCED_IP,
    workerBin: env.MEDIASOUP_WORKER_BIN,
    logLevel: 'warn',
    logTags: ['rtp', 'rtcp'],
    transport: transportOptions,
    policy: env.PLACEMENT_POLICY,
    spread: env.PLACEMENT_SPREAD,
    maxConsumersPerWorker: env.WORKER_MAX_CONSUMERS,
    pooledRouters: env.ROUTERS_POOLED,
  };
}

export function pipeOptions(env: MediaEnv): PipeOptions {
  const { PIPE_LISTEN_IP, PIPE_ANNOUNCED_IP, PIPE_SRTP: srtp, PIPE_EAGER: eager } = env;
  // The clients' announced address belongs to the clients' listen address.
  const announcedAddress = PIPE_LISTEN_IP === undefined ? env.ANNOUNCED_IP : undefined;
  return {
    listenIp: PIPE_LISTEN_IP ?? env.WEBRTC_LISTEN_IP,
    announcedAddress: PIPE_ANNOUNCED_IP ?? announcedAddress,
    srtp,
    eager,
  };
}
