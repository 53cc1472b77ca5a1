import type { types } from 'mediasoup';
import type { CloseCause } from './kinds.ts';
import { RemoteObject } from './RemoteObject.ts';
import { RemoteWebRtcTransport } from './RemoteWebRtcTransport.ts';

export class RemoteWebRtcServer<A extends types.AppData = types.AppData>
  extends RemoteObject<'webRtcServer', types.WebRtcServerEvents, types.WebRtcServerObserverEvents, A>
  implements types.WebRtcServer<A>
{
  readonly #transports = new Set<types.WebRtcTransport>();

  get id(): string {
    return this.handle.state.id;
  }

  workerClosed(): void {
    this.shut('workerclose');
  }

  async dump(): Promise<types.WebRtcServerDump> {
    return (await this.call('dump')) as types.WebRtcServerDump; // mediasoup's own, from its host.
  }

  handleWebRtcTransport(webRtcTransport: types.WebRtcTransport): void {
    this.#transports.add(webRtcTransport);
    this.observer.safeEmit('webrtctransporthandled', webRtcTransport);
    webRtcTransport.on('@close', () => {
      if (this.#transports.delete(webRtcTransport)) this.#unhandled(webRtcTransport);
    });
  }

  override deliver(event: string, args: readonly unknown[]): void {
    const [transport] = args;
    if (event !== 'webrtctransporthandled') super.deliver(event, args);
    else if (transport instanceof RemoteWebRtcTransport) this.handleWebRtcTransport(transport);
  }

  protected override emitShut(cause: CloseCause): void {
    // Those of a worker that closed are closed by their routers.
    if (cause !== 'workerclose') {
      for (const transport of this.#transports) {
        transport.listenServerClosed();
        this.#unhandled(transport);
      }
    }
    this.#transports.clear();
    super.emitShut(cause);
  }

  #unhandled(transport: types.WebRtcTransport): void {
    this.observer.safeEmit('webrtctransportunhandled', transport);
  }
}
