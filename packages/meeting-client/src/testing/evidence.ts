import { ProducerId, ServerId } from '@convene/protocol';
import type { HopStats, SendStats, StreamStats } from '@convene/protocol/stats';
import type { Evidence } from '../why/cause.ts';
import type { ReceivedRates } from '../why/readStats.ts';

/** A picture of which nothing is wrong, and whatever a test changes of it. */

export const producerId = ProducerId.parse('00000000-0000-4000-8000-000000000001');
const serverId = ServerId.parse('00000000-0000-4000-8000-000000000002');
export const place = { serverId, workerIndex: 0 };

export const hop = (change: Partial<HopStats> = {}): HopStats => ({
  lossRatio: 0,
  roundTripMs: 20,
  jitterMs: 3,
  bitrate: 1_000_000,
  score: 10,
  ...change,
});
export const layer = (height: number, change: Partial<SendStats['layers'][number]> = {}) => ({
  active: true,
  width: (height * 16) / 9,
  height,
  framesPerSecond: 30,
  bitrate: height * 3000,
  ...change,
});
export const sending = (change: Partial<SendStats> = {}): SendStats => ({
  producerId,
  limitedBy: 'none',
  layers: [layer(180), layer(360), layer(720)],
  availableBitrate: 5_000_000,
  captured: { width: 1280, height: 720, framesPerSecond: 30 },
  ...change,
});
type Receiver = NonNullable<StreamStats['receiver']>;
export const receiver = (change: Partial<Receiver> = {}): Receiver => ({
  place,
  consumer: 'flowing',
  downlink: hop(),
  availableBitrate: 5_000_000,
  layers: 3,
  wanted: { spatialLayer: 2 },
  forwarded: { spatialLayer: 2 },
  ...change,
});
type PathParts = {
  readonly uplink?: Partial<HopStats>;
  readonly said?: Partial<SendStats>;
  readonly pipe?: Partial<HopStats>;
  readonly received?: Partial<Receiver>;
};
export const path = ({ uplink, said, pipe, received }: PathParts = {}): StreamStats => ({
  producerId,
  sender: { place, uplink: hop(uplink), sending: sending(said) },
  pipe: pipe === undefined ? null : { between: 'servers', open: true, stats: hop(pipe) },
  receiver: receiver(received),
});
export const received = (change: Partial<ReceivedRates> = {}): ReceivedRates => ({
  at: 0,
  width: 1280,
  height: 720,
  jitterMs: 3,
  roundTripMs: 20,
  codec: 'VP8',
  decoder: undefined,
  framesPerSecond: 30,
  bitrate: 1_000_000,
  lossRatio: 0,
  freezes: 0,
  droppedRatio: 0,
  decodeMs: 3,
  framesReceived: 150,
  ...change,
});
export const evidence = (change: Partial<Evidence> = {}): Evidence => ({
  isSelf: false,
  isOff: false,
  senderReconnects: false,
  selfReconnects: false,
  heldBack: false,
  tile: { width: 1280, height: 720, visible: true, quality: 'auto' },
  received: received(),
  path: path(),
  ...change,
});
export const tile = (change: Partial<NonNullable<Evidence['tile']>>) => ({
  width: 1280,
  height: 720,
  visible: true,
  quality: 'auto' as const,
  ...change,
});
