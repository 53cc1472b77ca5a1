import { describe, expect, it } from 'vitest';
import { evidence, hop, layer, path, received, tile } from '../testing/evidence.ts';
import { type Cause, CAUSES, causeOf, type Evidence, ownLosses } from './cause.ts';

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
  unknown: { path: undefined, received: undefined },
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
      'a sender who leaves every fourth frame out',
      'senderCpu',
      path({
        said: { limitedBy: 'cpu', layers: [layer(180), layer(360), layer(720, { framesPerSecond: 22 })] },
      }),
    ],
    [
      'a sender whose browser takes a quarter of the lines, its first step',
      'senderCpu',
      path({ said: { limitedBy: 'cpu', layers: [layer(135), layer(270), layer(540)] } }),
    ],
    ['a sender who is busy and leaves nothing out', 'none', path({ said: { limitedBy: 'cpu' } })],
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

  it('WHY-7: where nothing is known, that is said, and nothing is blamed', () => {
    expect(causeOf(evidence({ path: undefined, received: undefined, tile: undefined }))).toBe('unknown');
    const still = received({ framesReceived: 0, framesPerSecond: 0 });
    expect(causeOf(evidence({ path: undefined, received: still }))).toBe('unknown');
    expect(causeOf(evidence({ isSelf: true, path: undefined, received: undefined }))).toBe('unknown');
    // Frames that arrive are figures enough.
    expect(causeOf(evidence({ path: undefined }))).toBe('none');
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
