import type { SendStats, SentLayer } from '@convene/protocol/stats';

/** A bitrate that differs by less is the same. */
const SAME_BITRATE = 0.25;
const SAME_FRAMES = 4;

/** Whether what is sent now says something that the server was not told. */
export function isWorthTelling(told: readonly SendStats[], now: readonly SendStats[]): boolean {
  if (now.length === 0) return false;
  return now.some((stats) => {
    const before = told.find(({ producerId }) => producerId === stats.producerId);
    return before === undefined || !isSame(before, stats);
  });
}

function isSame(one: SendStats, other: SendStats): boolean {
  return (
    one.limitedBy === other.limitedBy &&
    one.layers.length === other.layers.length &&
    one.captured?.height === other.captured?.height &&
    isNear(one.captured?.framesPerSecond ?? 0, other.captured?.framesPerSecond ?? 0) &&
    isSameRate(one.availableBitrate ?? 0, other.availableBitrate ?? 0) &&
    one.layers.every((layer, index) => isSameLayer(layer, other.layers[index]))
  );
}

function isSameLayer(one: SentLayer, other: SentLayer | undefined): boolean {
  return (
    other !== undefined &&
    one.active === other.active &&
    one.height === other.height &&
    isNear(one.framesPerSecond, other.framesPerSecond) &&
    isSameRate(one.bitrate, other.bitrate)
  );
}

const isNear = (one: number, other: number): boolean => Math.abs(one - other) < SAME_FRAMES;

const isSameRate = (one: number, other: number): boolean =>
  Math.abs(one - other) <= SAME_BITRATE * Math.max(one, other);
