import type { Consumer } from './mediaPorts.ts';

/** Whether a frame of it was decoded, or a packet of its sound has come. */
export async function hasBegun(consumer: Consumer | undefined): Promise<boolean> {
  try {
    for (const report of (await consumer?.getStats())?.values() ?? []) {
      if (report.type !== 'inbound-rtp') continue;
      if (report.framesDecoded > 0 || (report.kind === 'audio' && report.packetsReceived > 0)) return true;
    }
  } catch {
    // A consumer that is closed has no statistics.
  }
  return false;
}
