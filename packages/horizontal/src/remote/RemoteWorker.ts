import type { types } from 'mediasoup';
import type { CloseCause } from './kinds.ts';
import { RemoteObject } from './RemoteObject.ts';
import { RemoteRouter } from './RemoteRouter.ts';
import { RemoteWebRtcServer } from './RemoteWebRtcServer.ts';

export class RemoteWorker<A extends types.AppData = types.AppData>
  extends RemoteObject<'worker', types.WorkerEvents, types.WorkerObserverEvents, A>
  implements types.Worker<A>
{
  #died = false;
  #subprocessClosed = false;

  get pid(): number {
    return this.handle.state.pid;
  }

  get died(): boolean {
    return this.#died;
  }

  get subprocessClosed(): boolean {
    return this.#subprocessClosed;
  }

  async dump(): Promise<types.WorkerDump> {
    return (await this.call('dump')) as types.WorkerDump; // mediasoup's own, from its host.
  }

  async getResourceUsage(): Promise<types.WorkerResourceUsage> {
    return (await this.call('getResourceUsage')) as types.WorkerResourceUsage; // mediasoup's own, from its host.
  }

  async updateSettings(options?: types.WorkerUpdateableSettings<A>): Promise<void> {
    await this.call('updateSettings', options);
  }

  async createWebRtcServer<S extends types.AppData = types.AppData>(
    options: types.WebRtcServerOptions<S>,
  ): Promise<RemoteWebRtcServer<S>> {
    return await this.create('createWebRtcServer', options, RemoteWebRtcServer<S>);
  }

  async createRouter<R extends types.AppData = types.AppData>(
    options?: types.RouterOptions<R>,
  ): Promise<RemoteRouter<R>> {
    return await this.create('createRouter', options, RemoteRouter<R>);
  }

  /** Its process ends after it is closed, and says so then. */
  protected override deliverLate(event: string): void {
    if (event !== 'subprocessclose' || this.#subprocessClosed) return;
    this.#subprocessClosed = true;
    this.emitSelf('subprocessclose');
  }

  protected override onShut(cause: CloseCause): void {
    this.#died = cause === 'died';
    this.#subprocessClosed = this.#died;
  }

  protected override emitShut(cause: CloseCause, message?: string): void {
    if (cause !== 'died') return;
    this.emitSelf('died', new Error(message ?? 'died'));
    this.emitSelf('subprocessclose');
  }
}
