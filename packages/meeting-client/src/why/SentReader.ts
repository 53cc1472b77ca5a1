import type { ProducerId } from '@convene/protocol';
import type { SendStats } from '@convene/protocol/stats';
import type { SentReport } from '../api.ts';
import { readSent } from './readStats.ts';
import { entriesOf, numberOf, type StatsEntries } from './statsEntries.ts';

/** What was encoded of each layer until a moment, by the names of their entries. */
type EncodedLayers = ReadonlyMap<unknown, { readonly frames: number; readonly seconds: number }>;

/** Of the time that a frame of the camera lasts: an encoder that takes more leaves some out. */
const BUSY = 0.85;
/** More than these nobody encodes of a camera in a second. */
const MOST_FRAMES = 30;

/**
 * Reads how streams are sent, one time after another. A browser says late that the processor holds it back, and never where it
 * gets too little time for other reasons than its own: so this one says it when a camera's frames take longer to encode than
 * they last. A connection that holds it back comes first, as it does for browsers.
 */
export class SentReader {
  #before: ReadonlyMap<ProducerId, EncodedLayers> = new Map();

  read(sent: readonly SentReport[]): readonly { readonly source: string; readonly stats: SendStats }[] {
    const before = this.#before;
    this.#before = new Map(sent.map(({ producerId, report }) => [producerId, readEncoded(report)]));
    return sent.flatMap(({ producerId, source, report }) => {
      const stats = readSent(producerId, report);
      if (stats === undefined) return [];
      const ms = encodeMs(before.get(producerId), this.#before.get(producerId));
      const isHeldBack = stats.limitedBy === 'cpu' || stats.limitedBy === 'bandwidth';
      const isBusy = source === 'camera' && !isHeldBack && isTooLong(ms, stats.captured?.framesPerSecond);
      return [{ source, stats: isBusy ? { ...stats, limitedBy: 'cpu' as const } : stats }];
    });
  }
}

function readEncoded(report: StatsEntries): EncodedLayers {
  const outbound = entriesOf(report).filter(({ type, kind }) => type === 'outbound-rtp' && kind !== 'audio');
  const layers = outbound.map((entry) => {
    const frames = numberOf(entry, 'framesEncoded') ?? 0;
    return [entry['id'], { frames, seconds: numberOf(entry, 'totalEncodeTime') ?? 0 }] as const;
  });
  return new Map(layers);
}

/** How long the slowest layer took for a frame; undefined: none was encoded. */
function encodeMs(before: EncodedLayers | undefined, now: EncodedLayers | undefined): number | undefined {
  if (before === undefined || now === undefined) return undefined;
  const times = [...now].flatMap(([id, { frames, seconds }]) => {
    const earlier = before.get(id);
    const encoded = earlier === undefined ? 0 : frames - earlier.frames;
    return earlier === undefined || encoded <= 0 ? [] : [((seconds - earlier.seconds) * 1000) / encoded];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}

function isTooLong(ms: number | undefined, captured: number | undefined): boolean {
  if (ms === undefined || captured === undefined || captured <= 0) return false;
  return ms > (BUSY * 1000) / Math.min(captured, MOST_FRAMES);
}
