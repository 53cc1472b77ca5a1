import type { types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import {
  type ConnectionObserverEvents,
  type ConnectionState,
  LiveObjects,
  localCompatibility,
  type MediasoupConnection,
} from '../src/index.ts';

/** An instance that has no worker to give, and remembers who asked for one. */
export class FakeInstance implements MediasoupConnection {
  readonly name: string;
  state: ConnectionState = 'open';
  compatibility = localCompatibility();
  readonly workers = new Set<types.Worker>();
  readonly observer = new EnhancedEventEmitter<ConnectionObserverEvents>();
  /** `rtcMinPort` of each call, in order. */
  readonly asked: (number | undefined)[] = [];
  /** What a call waits for. */
  delay: Promise<void> = Promise.resolve();

  constructor(name = 'fake') {
    this.name = name;
  }

  async createWorker<W extends types.AppData>(
    settings: types.WorkerSettings<W> = {},
  ): Promise<types.Worker<W>> {
    this.asked.push(settings.rtcMinPort);
    await this.delay;
    throw new Error(`no worker ${settings.rtcMinPort}`);
  }

  readonly objects = new LiveObjects(this);

  close(): void {
    this.state = 'closed';
    this.observer.emit('close');
  }
}
