import { describe, expect, it } from 'vitest';
import { hop, layer, place, producerId, received, receiver, sending, tile } from '../testing/evidence.ts';
import { type Cause, CAUSES, causeOf, type Evidence } from './cause.ts';

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
