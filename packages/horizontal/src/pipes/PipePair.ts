import { randomUUID } from 'node:crypto';
import type { types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { PipedDataProducer } from './PipedDataProducer.ts';
import { PipedProducer } from './PipedProducer.ts';
import { PipeError } from './PipeError.ts';
import { step } from './step.ts';

/** A router and how its side of a pipe is to be. A remote router may decide for itself where it listens, SRTP and RTX. */
export type PipeEnd = { readonly router: types.Router; readonly transport: types.PipeTransportOptions };

export type PipeOptions = {
  /** The producer on the source router. */
  readonly producerId: string;
  /** The id that it gets on the target router: the same one unless given (000-38). */
  readonly id?: string;
  readonly appData?: types.AppData;
};

export type PipePairObserverEvents = {
  open: [];
  newproducer: [PipedProducer];
  newdataproducer: [PipedDataProducer];
  close: [];
};

type Ends = { readonly source: types.PipeTransport; readonly target: types.PipeTransport };

type PairState =
  { readonly state: 'connecting' } | ({ readonly state: 'open' } & Ends) | { readonly state: 'closed' };

type Piped = { readonly id: string; readonly closed: boolean; readonly observer: ClosingObserver };
type ClosingObserver = { once(event: 'close', listener: () => void): unknown };

/**
 * Two PipeTransports over which producers go from one router to another, never back: that is another pair. It lives
 * as long as both ends do, and closes by itself when its first producer fails and it has no other.
 */
export class PipePair {
  readonly id = randomUUID();
  readonly source: types.Router;
  readonly target: types.Router;
  readonly observer = new EnhancedEventEmitter<PipePairObserverEvents>();
  readonly #stepMs: number;
  readonly #opening: Promise<Ends>;
  /** By their id on the target router; a promise from the moment at which the first one asks. */
  readonly #producers = new Map<string, Promise<PipedProducer>>();
  readonly #dataProducers = new Map<string, Promise<PipedDataProducer>>();
  readonly #standing = new Set<PipedProducer>();
  #state: PairState = { state: 'connecting' };

  constructor(source: PipeEnd, target: PipeEnd, stepMs: number) {
    this.source = source.router;
    this.target = target.router;
    this.#stepMs = stepMs;
    this.#opening = this.#open(source, target);
    this.#opening.catch(() => this.close());
  }

  get state(): PairState['state'] {
    return this.#state.state;
  }

  /** Those that stand on the target router. */
  get producers(): ReadonlySet<PipedProducer> {
    return this.#standing;
  }

  /** Nothing goes over it, and nothing is on its way to. */
  get isIdle(): boolean {
    return this.#producers.size === 0 && this.#dataProducers.size === 0;
  }

  /** Whether an end is gone that could not say so: of a host that was lost, for example. */
  get isStale(): boolean {
    return this.state === 'closed' || this.source.closed || this.target.closed;
  }

  /** One piped producer, whoever asks and however many at once. */
  async pipe({ producerId, id = producerId, appData }: PipeOptions): Promise<PipedProducer> {
    return this.#share(this.#producers, id, async () => {
      const ends = await this.#opening;
      const piped = await PipedProducer.create({ ...ends, producerId, id, appData, stepMs: this.#stepMs });
      if (piped.closed) throw PipeError.closed('the producer');
      this.#standing.add(piped);
      piped.observer.once('close', () => this.#standing.delete(piped));
      this.observer.safeEmit('newproducer', piped);
      return piped;
    });
  }

  async pipeData({ producerId, id = producerId, appData }: PipeOptions): Promise<PipedDataProducer> {
    return this.#share(this.#dataProducers, id, async () => {
      const ends = await this.#opening;
      const piped = await PipedDataProducer.create({
        ...ends,
        producerId,
        id,
        appData,
        stepMs: this.#stepMs,
      });
      this.observer.safeEmit('newdataproducer', piped);
      return piped;
    });
  }

  /** Of what arrives at the target. Empty while it is not open. */
  async getStats(): Promise<types.PipeTransportStat[]> {
    return this.#state.state === 'open' ? this.#state.target.getStats() : [];
  }

  /** Of what the source has sent. Empty while it is not open. */
  async getSourceStats(): Promise<types.PipeTransportStat[]> {
    return this.#state.state === 'open' ? this.#state.source.getStats() : [];
  }

  close(): void {
    const before = this.#state;
    if (before.state === 'closed') return;
    this.#state = { state: 'closed' };
    if (before.state === 'open') {
      before.source.close();
      before.target.close();
    }
    this.observer.safeEmit('close');
  }

  async #share<T extends Piped>(
    shared: Map<string, Promise<T>>,
    id: string,
    make: () => Promise<T>,
  ): Promise<T> {
    const known = shared.get(id);
    if (known !== undefined) return known;
    const making = make();
    shared.set(id, making);
    const forget = () => {
      if (shared.get(id) === making) shared.delete(id);
    };
    try {
      const piped = await making;
      if (piped.closed) forget();
      else piped.observer.once('close', forget);
      return piped;
    } catch (error) {
      forget();
      if (this.isIdle) this.close();
      throw error;
    }
  }

  async #open(source: PipeEnd, target: PipeEnd): Promise<Ends> {
    const made = await Promise.allSettled([
      this.#createTransport(source, 'source'),
      this.#createTransport(target, 'target'),
    ]);
    const [atSource, atTarget] = made;
    try {
      if (atSource.status === 'rejected') throw atSource.reason;
      if (atTarget.status === 'rejected') throw atTarget.reason;
      const ends = { source: atSource.value, target: atTarget.value };
      await this.#connect(ends);
      this.#requireOpen(ends);
      this.#state = { state: 'open', ...ends };
      ends.source.observer.once('close', () => this.close());
      ends.target.observer.once('close', () => this.close());
      this.observer.safeEmit('open');
      return ends;
    } catch (error) {
      for (const end of made) if (end.status === 'fulfilled') end.value.close();
      throw error;
    }
  }

  async #createTransport({ router, transport }: PipeEnd, side: string): Promise<types.PipeTransport> {
    const creating = router.createPipeTransport(transport);
    return step(`createPipeTransport (${side})`, creating, {
      ms: this.#stepMs,
      onLate: (late) => late.close(),
    });
  }

  /** Each with the other's address and keys (000-51..54). */
  async #connect(ends: Ends): Promise<void> {
    this.#requireOpen(ends);
    const { source, target } = ends;
    // A side without keys would wait for clear packets, and answer with such.
    if ((source.srtpParameters === undefined) !== (target.srtpParameters === undefined)) {
      throw PipeError.srtpMismatch();
    }
    const join = async (from: types.PipeTransport, to: types.PipeTransport) => {
      const { localAddress: ip, localPort: port } = to.tuple;
      const connecting = from.connect({ ip, port, srtpParameters: to.srtpParameters });
      return step('connect', connecting, { ms: this.#stepMs });
    };
    const connected = await Promise.allSettled([join(source, target), join(target, source)]);
    const failed = connected.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  #requireOpen({ source, target }: Ends): void {
    if (this.state === 'closed') throw PipeError.closed('the pair');
    if (source.closed || this.source.closed) throw PipeError.closed('the source');
    if (target.closed || this.target.closed) throw PipeError.closed('the target');
  }
}
