import { createSocket, type Socket } from 'node:dgram';
import { observer, type types } from 'mediasoup';

/** Announced in the place of 127.0.0.1, where the routers listen: so all that they send each other comes by here. */
export const TAPPED_ADDRESS = '127.0.0.2';

/** A listener on the wire between routers: it sees each packet and passes it on. */
export class PipeTap {
  /** What came by, whole datagrams. */
  readonly packets: Buffer[] = [];
  /** By the port of the transport for which each stands. */
  readonly #sockets = new Map<number, Socket>();
  readonly #onWorker = (worker: types.Worker) => {
    worker.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) => {
        // Its type says which transport it is.
        if (transport.type === 'pipe') this.#standFor(transport as types.PipeTransport);
      });
    });
  };

  /** Taps the pipes of workers that start from now on and announce the tapped address. */
  constructor() {
    observer.on('newworker', this.#onWorker);
  }

  close(): void {
    observer.off('newworker', this.#onWorker);
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
  }

  #standFor(transport: types.PipeTransport): void {
    const { localAddress, localPort } = transport.tuple;
    if (localAddress !== TAPPED_ADDRESS) return;
    const socket = createSocket('udp4');
    // A packet that finds nobody is lost, as on any wire.
    socket.on('error', () => {});
    socket.on('message', (packet, sender) => {
      this.packets.push(packet);
      // A router knows the other one by the address that it announced.
      this.#sockets.get(sender.port)?.send(packet, localPort, '127.0.0.1');
    });
    socket.bind(localPort, TAPPED_ADDRESS);
    this.#sockets.set(localPort, socket);
    transport.observer.once('close', () => {
      if (this.#sockets.delete(localPort)) socket.close();
    });
  }
}
