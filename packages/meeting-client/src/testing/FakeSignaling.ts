import { AppError, type ConsumerId, type IceParameters, type ProducerId } from '@convene/protocol';
import type { MediaSignaling } from '../mediaPorts.ts';

/** A signaling that remembers what was asked, and fails while it is told to. */
export class FakeSignaling implements MediaSignaling {
  readonly asked: string[] = [];
  /** The socket is gone: every request loses its answer. */
  lost = false;

  connectTransport = () => this.#ask('connectTransport');
  pauseProducer = (producerId: ProducerId) => this.#ask(`pauseProducer ${producerId}`);
  resumeProducer = (producerId: ProducerId) => this.#ask(`resumeProducer ${producerId}`);
  closeProducer = (producerId: ProducerId) => this.#ask(`closeProducer ${producerId}`);
  resumeConsumer = (consumerId: ConsumerId) => this.#ask(`resumeConsumer ${consumerId}`);
  // Producers and channels come from the FakeTransport, which asks nobody.
  produce = () => Promise.reject(AppError.cannotProduce('not here'));
  produceData: MediaSignaling['produceData'] = () => Promise.reject(AppError.cannotProduce('not here'));

  async restartIce(): Promise<{ iceParameters: IceParameters }> {
    await this.#ask('restartIce');
    return { iceParameters: { usernameFragment: 'fragment', password: 'password' } };
  }

  /** What was asked since the last call. */
  take(): readonly string[] {
    return this.asked.splice(0);
  }

  async #ask(what: string): Promise<void> {
    this.asked.push(what);
    if (this.lost) throw AppError.of('timeout', { what: 'request' });
  }
}
