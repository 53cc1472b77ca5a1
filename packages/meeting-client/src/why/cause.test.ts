import { ProducerId, ServerId } from '@convene/protocol';
import type { HopStats, SendStats, StreamStats } from '@convene/protocol/stats';
import { describe, expect, it } from 'vitest';
import { type Cause, CAUSES, causeOf, type Evidence, ownLosses } from './cause.ts';
import type { ReceivedRates } from './readStats.ts';

const producerId = ProducerId.parse('00000000-0000-4000-8000-000000000001');
const serverId = ServerId.parse('00000000-0000-4000-8000-000000000002');
const place = { serverId, workerIndex: 0 };

const hop = (change: Partial<HopStats> = {}): HopStats => ({
  lossRatio: 0,
  roundTripMs: 20,
  jitterMs: 3,
  bitrate: 1_000_000,
  score: 10,
  ...change,
});
const layer = (height: number, change: Partial<SendStats['layers'][number]> = {}) => ({
  active: true,
  width: (height * 16) / 9,
  height,
  framesPerSecond: 30,
  bitrate: height * 3000,
  ...change,
});
const sending = (change: Partial<SendStats> = {}): SendStats => ({
  producerId,
  limitedBy: 'none',
  layers: [layer(180), layer(360), layer(720)],
  availableBitrate: 5_000_000,
  captured: { width: 1280, height: 720, framesPerSecond: 30 },
  ...change,
});
type Receiver = NonNullable<StreamStats['receiver']>;
const receiver = (change: Partial<Receiver> = {}): Receiver => ({
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
const path = ({ uplink, said, pipe, received }: PathParts = {}): StreamStats => ({
  producerId,
  sender: { place, uplink: hop(uplink), sending: sending(said) },
  pipe: pipe === undefined ? null : { between: 'servers', open: true, stats: hop(pipe) },
  receiver: receiver(received),
});
const received = (change: Partial<ReceivedRates> = {}): ReceivedRates => ({
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
const evidence = (change: Partial<Evidence> = {}): Evidence => ({
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
const tile = (change: Partial<NonNullable<Evidence['tile']>>) => ({
  width: 1280,
  height: 720,
  visible: true,
  quality: 'auto' as const,
  ...change,
});

/** What makes each cause, and nothing else. */
const MADE: Readonly<Record<Cause, Partial<Evidence>>> = {
  selfReconnects: { selfReconnects: true },
  senderReconnects: { senderReconnects: true },
  off: { isOff: true },
  choseOff: { tile: tile({ quality: 'off', visible: false }) },
  heldBack: { heldBack: true },
  hidden: { tile: tile({ visible: false }) },
  connecting: { path: path({ received: { consumer: 'waiting' } }) },
  senderUplink: { path: path({ uplink: { lossRatio: 0.1 } }) },
  pipe: { path: path({ pipe: { lossRatio: 0.1 } }) },
  downlink: { received: received({ lossRatio: 0.1 }) },
  senderCpu: { path: path({ said: { limitedBy: 'cpu', layers: [layer(90), layer(180), layer(360)] } }) },
  device: { received: received({ droppedRatio: 0.3 }) },
  rampingUp: {
    path: path({
      said: { layers: [layer(180), layer(360), layer(720, { active: false })] },
      received: { forwarded: { spatialLayer: 1 } },
    }),
  },
  choseLower: {
    tile: tile({ quality: 'low' }),
    path: path({ received: { wanted: { spatialLayer: 0 }, forwarded: { spatialLayer: 0 } } }),
  },
  cameraSmall: { received: received({ height: 360, width: 640 }), path: path({ received: { layers: 1 } }) },
  manyTiles: {
    path: path({ received: { wanted: { spatialLayer: 0 }, forwarded: { spatialLayer: 0 } } }),
  },
  tileSmall: {
    tile: tile({ width: 320, height: 180 }),
    path: path({ received: { wanted: { spatialLayer: 0 }, forwarded: { spatialLayer: 0 } } }),
  },
  none: {},
};

describe('the cause of a bad picture', () => {
  it.each(CAUSES)('WHY-1: what makes %s is named so', (cause) => {
    expect(causeOf(evidence(MADE[cause]))).toBe(cause);
  });

  it.each([
    [
      'a sender whose estimate leaves the wanted layer out',
      'senderUplink',
      path({
        said: { limitedBy: 'bandwidth', layers: [layer(180), layer(360), layer(720, { active: false })] },
        received: { forwarded: { spatialLayer: 1 } },
      }),
    ],
    [
      'a sender who is too busy for all frames',
      'senderCpu',
      path({
        said: { limitedBy: 'cpu', layers: [layer(180), layer(360), layer(720, { framesPerSecond: 9 })] },
      }),
    ],
    [
      'a limit that takes nothing from the wanted layer',
      'manyTiles',
      path({
        said: { limitedBy: 'bandwidth', layers: [layer(180), layer(360), layer(720, { active: false })] },
        received: { wanted: { spatialLayer: 0 }, forwarded: { spatialLayer: 0 } },
      }),
    ],
  ] as const)('WHY-3: %s', (_, cause, seen) => {
    expect(causeOf(evidence({ path: seen }))).toBe(cause);
  });

  it.each([
    ['no room for it', 'downlink', 900_000],
    ['room for it', 'rampingUp', 9_000_000],
  ] as const)('WHY-4: a lower layer with %s', (_, cause, availableBitrate) => {
    const seen = path({ received: { forwarded: { spatialLayer: 1 }, availableBitrate } });
    expect(causeOf(evidence({ path: seen }))).toBe(cause);
  });

  it('WHY-2: what was lost before a hop is not its own loss', () => {
    const seen = path({
      uplink: { lossRatio: 0.1 },
      pipe: { lossRatio: 0.12 },
      received: { downlink: hop({ lossRatio: 0.13 }) },
    });
    const losses = ownLosses({ path: seen, received: undefined });
    expect(losses.senderUplink).toBeCloseTo(0.1);
    expect(losses.pipe).toBeCloseTo(0.02);
    expect(losses.downlink).toBeCloseTo(0.01);
    expect(causeOf(evidence({ path: seen }))).toBe('senderUplink');
  });

  it('WHY-2: of several hops the worst is named, and of equal ones that nearest to the sender', () => {
    const worse = path({ uplink: { lossRatio: 0.04 }, pipe: { lossRatio: 0.3 } });
    expect(causeOf(evidence({ path: worse }))).toBe('pipe');
    const equal = path({ uplink: { lossRatio: 0.1 }, pipe: { lossRatio: 0.2 } });
    expect(causeOf(evidence({ path: equal }))).toBe('senderUplink');
  });

  it('WHY-1: jitter is named where it is, and only when the picture stutters', () => {
    const seen = path({ uplink: { jitterMs: 150 } });
    expect(causeOf(evidence({ path: seen }))).toBe('none');
    expect(causeOf(evidence({ path: seen, received: received({ freezes: 2 }) }))).toBe('senderUplink');
    const late = received({ framesPerSecond: 10, jitterMs: 180 });
    expect(causeOf(evidence({ received: late }))).toBe('downlink');
  });

  it.each(['tileSmall', 'manyTiles', 'choseLower', 'cameraSmall'] as const)(
    'WHY-5: a picture that is as good as it can be is not blamed on a connection: %s',
    (cause) => {
      const path = MADE[cause].path;
      const well = evidence({ ...MADE[cause], ...(path && { path }) });
      expect(Object.values(ownLosses(well))).toEqual([0, 0, 0]);
      expect(causeOf(well)).toBe(cause);
    },
  );

  it('WHY-7: a decoder that takes longer than a frame lasts is this device’s', () => {
    expect(causeOf(evidence({ received: received({ decodeMs: 50 }) }))).toBe('device');
  });

  it('WHY-7: what is not known speaks for no cause', () => {
    expect(causeOf(evidence({ path: undefined, received: undefined, tile: undefined }))).toBe('none');
  });

  it('WHY-1: of one’s own picture the way ends at the server', () => {
    const own = { ...path({ uplink: { lossRatio: 0.2 } }), receiver: null };
    expect(causeOf(evidence({ isSelf: true, path: own, tile: undefined, received: undefined }))).toBe(
      'senderUplink',
    );
    const busy = {
      ...path({ said: { limitedBy: 'cpu', layers: [layer(90), layer(180), layer(360)] } }),
      receiver: null,
    };
    expect(causeOf(evidence({ isSelf: true, path: busy, tile: undefined, received: undefined }))).toBe(
      'senderCpu',
    );
  });
});

/** Numbers from 0 to 1, the same each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function anyEvidence(random: () => number): Evidence {
  const chance = (share: number) => random() < share;
  const some = (most: number) => (chance(0.5) ? 0 : random() * most);
  const anyHop = () => hop({ lossRatio: some(0.5), jitterMs: some(300), roundTripMs: some(900) });
  const spatial = () => ({ spatialLayer: Math.floor(random() * 3) });
  const limits = ['none', 'cpu', 'bandwidth', 'other'] as const;
  const qualities = ['auto', 'high', 'medium', 'low', 'off'] as const;
  const said = sending({
    limitedBy: limits[Math.floor(random() * 4)] ?? 'none',
    layers: [180, 360, 720].map((height) =>
      layer(Math.round(height * (0.4 + 0.6 * random())), { active: chance(0.7) }),
    ),
  });
  return {
    isSelf: chance(0.1),
    isOff: chance(0.1),
    senderReconnects: chance(0.1),
    selfReconnects: chance(0.1),
    heldBack: chance(0.1),
    tile: chance(0.1)
      ? undefined
      : {
          width: Math.round(random() * 2100),
          height: Math.round(random() * 1200),
          visible: chance(0.9),
          quality: qualities[Math.floor(random() * 5)] ?? 'auto',
        },
    received: chance(0.1)
      ? undefined
      : received({
          lossRatio: some(0.5),
          droppedRatio: some(0.5),
          decodeMs: some(80),
          framesPerSecond: some(30),
          freezes: Math.round(some(3)),
          jitterMs: some(300),
          height: Math.round(some(720)),
        }),
    path: chance(0.1)
      ? undefined
      : {
          producerId,
          sender: { place, uplink: chance(0.1) ? null : anyHop(), sending: chance(0.2) ? null : said },
          pipe: chance(0.5) ? null : { between: 'servers', open: chance(0.9), stats: anyHop() },
          receiver: receiver({
            consumer: chance(0.9) ? 'flowing' : 'paused',
            downlink: anyHop(),
            availableBitrate: chance(0.2) ? null : random() * 6_000_000,
            layers: chance(0.3) ? 1 : 3,
            wanted: chance(0.2) ? null : spatial(),
            forwarded: chance(0.2) ? null : spatial(),
          }),
        },
  };
}

describe('whatever is measured', () => {
  const random = randomFrom(7);
  const many = Array.from({ length: 3000 }, () => anyEvidence(random));

  it('WHY-1: exactly one cause is named, the same for the same', () => {
    const named = new Set<Cause>();
    for (const each of many) {
      const cause = causeOf(each);
      expect(CAUSES).toContain(cause);
      expect(causeOf(structuredClone(each))).toBe(cause);
      named.add(cause);
    }
    // The evidence is varied enough to say something.
    expect(named.size).toBeGreaterThan(12);
  });

  it('WHY-1: what comes first in the order is named, whatever else is wrong', () => {
    for (const each of many) {
      expect(causeOf({ ...each, selfReconnects: true })).toBe('selfReconnects');
      const here = { ...each, selfReconnects: false };
      expect(causeOf({ ...here, senderReconnects: true })).toBe('senderReconnects');
      const there = { ...here, senderReconnects: false };
      expect(causeOf({ ...there, isOff: true })).toBe('off');
      const on = { ...there, isOff: false, isSelf: false };
      expect(causeOf({ ...on, tile: tile({ quality: 'off' }) })).toBe('choseOff');
    }
  });

  it('WHY-2: more loss on a hop never moves the blame to another one', () => {
    for (const each of many) {
      if (each.path === undefined || causeOf(each) !== 'senderUplink') continue;
      const { uplink } = each.path.sender;
      if (uplink === null) continue;
      const more = { ...uplink, lossRatio: 1 };
      const sender = { ...each.path.sender, uplink: more };
      expect(causeOf({ ...each, path: { ...each.path, sender } })).toBe('senderUplink');
    }
  });
});
