import type { PipedProducer } from '@convene/horizontal';
import type { PipeState } from '@convene/db';
import type { Limits } from '@convene/protocol';
import type { types } from 'mediasoup';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import type { PipeUse, PipeWish } from '../room/pipePorts.ts';
import { Backoff } from './Backoff.ts';
import { Countdown } from './Countdown.ts';

export type HeldPipeOptions = {
  readonly wish: Omit<PipeWish, 'onProducer'>;
  readonly limits: Limits;
  readonly log: Log;
  /** Pipes the producer to the target. */
  readonly connect: () => Promise<PipedProducer>;
  /** Its state, as it is in the map, has changed. */
  readonly onChanged: () => void;
};

type State =
  | { readonly state: 'connecting' }
  | { readonly state: 'open'; readonly piped: PipedProducer; readonly since: number }
  | { readonly state: 'broken'; readonly retryNow: () => void }
  | { readonly state: 'closed' };

type Use = {
  readonly onProducer: PipeWish['onProducer'];
  /** What it was told last. */
  producer: types.Producer | undefined;
  isActive: boolean;
};

/** One producer on one router on which it was not made, for as long as somebody there holds a use of it. */
export class HeldPipe {
  readonly wish: HeldPipeOptions['wish'];
  readonly #options: HeldPipeOptions;
  readonly #log: Log;
  readonly #scope = new Scope();
  readonly #uses = new Set<Use>();
  readonly #stopFlow: Countdown;
  readonly #end: Countdown;
  readonly #backoff: Backoff;
  #state: State = { state: 'connecting' };
  /** Set-ups that failed, or did not last, one after the other. */
  #failures = 0;
  #isFlowing = true;

  constructor(options: HeldPipeOptions) {
    const { wish, limits, log } = options;
    this.wish = wish;
    this.#options = options;
    const { meetingId, producerId, target } = wish;
    this.#log = log.child({ meetingId, producerId, targetRouterId: target.id });
    this.#backoff = new Backoff({ first: limits.pipeRetryMs, most: limits.pipeRetryMostMs });
    this.#stopFlow = new Countdown(this.#scope, limits.pipeIdleMs, () => this.#setFlow(false));
    this.#end = new Countdown(this.#scope, limits.pipeIdleMs, () => this.#endUnlessConnecting());
  }

  /** As the map has it; undefined: closed. */
  get state(): PipeState | undefined {
    return this.#state.state === 'closed' ? undefined : this.#state.state;
  }

  /** The first attempt, and each one after it. */
  open(): void {
    this.#connect().catch((error: unknown) => this.#log.error('news of a pipe not taken', { error }));
  }

  use(onProducer: PipeWish['onProducer']): PipeUse {
    const use: Use = { onProducer, producer: undefined, isActive: true };
    this.#uses.add(use);
    this.#review();
    // Whoever asks does not hold the use yet, by which it could know what it is told of.
    queueMicrotask(() => this.#tell(use));
    return {
      setActive: (isActive) => {
        use.isActive = isActive;
        this.#review();
      },
      release: () => {
        this.#uses.delete(use);
        this.#review();
      },
    };
  }

  /** Tries at once what is waiting for its next attempt: its server can be reached again. */
  retryNow(): void {
    if (this.#state.state === 'broken') this.#state.retryNow();
  }

  close(): void {
    const before = this.#state;
    if (before.state === 'closed') return;
    this.#become({ state: 'closed' });
    this.#scope.close();
    if (before.state === 'open') before.piped.close();
    for (const use of [...this.#uses]) this.#tell(use);
    this.#uses.clear();
  }

  #become(state: State): void {
    this.#state = state;
    this.#options.onChanged();
  }

  async #connect(): Promise<void> {
    let piped: PipedProducer;
    try {
      piped = await this.#options.connect();
    } catch (error) {
      if (this.#state.state === 'connecting') this.#failed(error);
      return;
    }
    if (this.#state.state === 'connecting') this.#opened(piped);
    else piped.close();
  }

  #opened(piped: PipedProducer): void {
    this.#become({ state: 'open', piped, since: performance.now() });
    this.#log.debug('producer piped');
    if (!this.#isFlowing) piped.setForwarding(false);
    piped.observer.once('close', () => this.#lost(piped));
    for (const use of [...this.#uses]) this.#tell(use);
    this.#review();
  }

  #failed(error: unknown): void {
    // What does not come about within many attempts says so once.
    const level = this.#failures === 0 ? 'warn' : 'debug';
    this.#log[level]('producer not piped', { failures: this.#failures, error });
    this.#retry();
  }

  /** It closed by itself: with its original, with either router, or with the link. */
  #lost(piped: PipedProducer): void {
    if (this.#state.state !== 'open' || this.#state.piped !== piped) return;
    const lastedMs = performance.now() - this.#state.since;
    if (lastedMs > this.#options.limits.pipeRetryMostMs) {
      this.#failures = 0;
      this.#backoff.reset();
    }
    this.#log.debug('piped producer lost', { lastedMs });
    this.#retry();
    for (const use of [...this.#uses]) this.#tell(use);
  }

  /** Tries again later, with pauses that grow, as long as somebody wants it and there is a router to pipe to. */
  #retry(): void {
    if (this.#uses.size === 0 || this.wish.target.closed) {
      this.close();
      return;
    }
    this.#failures += 1;
    const again = () => {
      this.#become({ state: 'connecting' });
      this.open();
    };
    const cancel = this.#scope.timeout(this.#backoff.next(), again);
    const retryNow = () => {
      cancel();
      again();
    };
    this.#become({ state: 'broken', retryNow });
  }

  /** Tells a use what it does not know yet. */
  #tell(use: Use): void {
    const producer = this.#state.state === 'open' ? this.#state.piped.producer : undefined;
    if (!this.#uses.has(use) || use.producer === producer) return;
    use.producer = producer;
    use.onProducer(producer);
  }

  /** Flows at once when somebody receives it; stops, and ends, only after a while. */
  #review(): void {
    if ([...this.#uses].some(({ isActive }) => isActive)) {
      this.#stopFlow.cancel();
      this.#setFlow(true);
    } else this.#stopFlow.start();
    if (this.#uses.size > 0) this.#end.cancel();
    else this.#end.start();
  }

  #setFlow(isFlowing: boolean): void {
    if (this.#isFlowing === isFlowing) return;
    this.#isFlowing = isFlowing;
    if (this.#state.state === 'open') this.#state.piped.setForwarding(isFlowing);
  }

  /** A set-up that is under way is looked at again when it is done, so that it never meets one of a next wish. */
  #endUnlessConnecting(): void {
    if (this.#state.state !== 'connecting') this.close();
  }
}
