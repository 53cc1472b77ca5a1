import { EnhancedEventEmitter } from 'mediasoup/extras';
import { PipePair, type PipeEnd, type PipeOptions } from './PipePair.ts';
import type { PipedDataProducer } from './PipedDataProducer.ts';
import type { PipedProducer } from './PipedProducer.ts';

export type PipeWish = PipeOptions & { readonly source: PipeEnd; readonly target: PipeEnd };

export type PipesOptions = {
  /** Deadline of each call to a router, transport, consumer or producer. */
  readonly stepMs: number;
};

/**
 * Brings producers from router to router, be they in this process or on other hosts (DESIGN §5). There is one pair of
 * PipeTransports for each (source, target), made at the first wish and made anew after it failed or closed.
 */
export class Pipes {
  readonly observer = new EnhancedEventEmitter<{ newpair: [PipePair] }>();
  readonly #stepMs: number;
  readonly #pairs = new Map<string, PipePair>();

  constructor({ stepMs }: PipesOptions) {
    this.#stepMs = stepMs;
  }

  get pairs(): ReadonlySet<PipePair> {
    return new Set(this.#pairs.values());
  }

  /**
   * The producer on the target router. How the ends are to be is what the first wish for a pair says.
   * @throws PipeError, and whatever a router answers; then nothing is left on either side
   */
  async pipe({ source, target, ...options }: PipeWish): Promise<PipedProducer> {
    return this.#pair(source, target).pipe(options);
  }

  /** The same for a data producer. @throws PipeError noSctp too */
  async pipeData({ source, target, ...options }: PipeWish): Promise<PipedDataProducer> {
    return this.#pair(source, target).pipeData(options);
  }

  /** Closes all pairs; it may be used again. */
  close(): void {
    for (const pair of this.pairs) pair.close();
  }

  #pair(source: PipeEnd, target: PipeEnd): PipePair {
    const key = `${source.router.id} ${target.router.id}`;
    const known = this.#pairs.get(key);
    if (known !== undefined && !known.isStale) return known;
    known?.close();
    const pair = new PipePair(source, target, this.#stepMs);
    this.#pairs.set(key, pair);
    pair.observer.once('close', () => {
      if (this.#pairs.get(key) === pair) this.#pairs.delete(key);
    });
    this.observer.safeEmit('newpair', pair);
    return pair;
  }
}
