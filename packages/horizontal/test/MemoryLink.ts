import { HorizontalError, type LinkChannel, type MediasoupHost } from '../src/index.ts';
import type { RemoteCaller } from '../src/host/RemoteCaller.ts';
import type { LinkListener } from '../src/remote/LinkChannel.ts';
import type { CallsInput, ListenInput } from '../src/remote/messages.ts';

/** What becomes of what is sent over a link that fails. */
export type Fate = 'arrives' | 'is lost' | 'arrives unseen' | 'arrives twice';

const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T; // JSON of a T is a T again.

/** A link within the process, to be cut, mended, and made to lose things. */
export class MemoryLink implements LinkChannel {
  /** The process at the other end. */
  host: MediasoupHost;
  readonly #caller: RemoteCaller;
  #isUp = true;
  #up = Promise.withResolvers<void>();
  #reading: AbortController | undefined;
  fateOf: () => Fate = () => 'arrives';
  sends = 0;

  constructor(host: MediasoupHost, caller: RemoteCaller) {
    this.host = host;
    this.#caller = caller;
  }

  cut(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#up = Promise.withResolvers();
    this.#reading?.abort();
  }

  mend(): void {
    this.#isUp = true;
    this.#up.resolve();
  }

  listen(input: Pick<ListenInput, 'protocol' | 'sessionId'>, listener: LinkListener): () => void {
    const stop = new AbortController();
    this.#carry(input, { listener, stop: stop.signal }).catch((error: unknown) => listener.onRefused(error));
    return () => {
      stop.abort();
      this.#reading?.abort();
    };
  }

  async send(input: CallsInput): Promise<void> {
    this.sends += 1;
    const fate = this.fateOf();
    if (!this.#isUp || fate === 'is lost') throw new HorizontalError('disconnected', 'lost');
    this.host.receive(overTheWire(input), this.#caller);
    if (fate === 'arrives twice') this.host.receive(overTheWire(input), this.#caller);
    if (fate === 'arrives unseen') throw new HorizontalError('disconnected', 'lost on the way back');
  }

  async #carry(
    input: Pick<ListenInput, 'protocol' | 'sessionId'>,
    { listener, stop }: { listener: LinkListener; stop: AbortSignal },
  ): Promise<void> {
    let lastEventId: string | undefined;
    while (!stop.aborted) {
      while (!this.#isUp) await this.#up.promise;
      const reading = new AbortController();
      this.#reading = reading;
      const again = lastEventId === undefined ? {} : { lastEventId };
      const batches = this.host.listen({ ...input, ...again }, this.#caller, reading.signal);
      listener.onOpen();
      for await (const batch of batches) {
        if (reading.signal.aborted) break;
        listener.onBatch(overTheWire(batch));
        lastEventId = String(batch.first + batch.messages.length - 1);
      }
      if (!stop.aborted) listener.onBroken();
    }
  }
}
