import { WebSocket as NodeWebSocket } from 'ws';

/** A WebSocket class whose connections come from a page of this origin, as media servers want it. */
export function webSocketFrom(origin: string | undefined): typeof WebSocket {
  class PageWebSocket extends NodeWebSocket {
    constructor(address: string) {
      super(address, origin === undefined ? {} : { origin });
      // Whoever waits for it hears of the close that follows; unheard, the error would end the process.
      this.on('error', () => undefined);
    }
  }
  // `ws` has all of the browser's class that tRPC uses, and more.
  return PageWebSocket as unknown as typeof WebSocket;
}
