import { WebSocket as NodeWebSocket } from 'ws';
import { z } from 'zod';

const Frame = z.object({
  id: z.number().nullish(),
  method: z.string().optional(),
  params: z.object({ path: z.string() }).optional(),
});

type Step =
  | { readonly type: 'sent'; readonly id: string; readonly path: string }
  | { readonly type: 'answered'; readonly id: string };

/** A port on which nobody listens. */
const NOWHERE = 'ws://127.0.0.1:9';

/** The WebSockets of one client: breaks them, and counts what went over them. */
export class SocketLog {
  readonly webSocket: typeof WebSocket;
  readonly #sockets: NodeWebSocket[] = [];
  readonly #texts: string[] = [];
  #steps: Step[] = [];
  /** What browsers would write to the console. */
  readonly errors: string[] = [];
  /** While it is false, no socket can be opened: the network is gone. */
  reachable = true;

  constructor() {
    const hooks = {
      address: (address: string) => (this.reachable ? address : NOWHERE),
      open: (socket: NodeWebSocket) => this.#onOpen(socket),
      send: (socket: NodeWebSocket, data: string) => this.#onSend(socket, data),
    };
    class LoggedWebSocket extends NodeWebSocket {
      constructor(address: string) {
        super(hooks.address(address));
        hooks.open(this);
      }

      override send(data: string): void {
        hooks.send(this, data);
        super.send(data);
      }
    }
    // `ws` has all of the browser's class that tRPC uses, and more.
    this.webSocket = LoggedWebSocket as unknown as typeof WebSocket;
  }

  /** Frames in both directions, as text. */
  get texts(): readonly string[] {
    return this.#texts;
  }
  get opened(): number {
    return this.#sockets.length;
  }
  /** As `readyState` has it. */
  get states(): readonly number[] {
    return this.#sockets.map(({ readyState }) => readyState);
  }

  /** The sockets break, without a word. */
  breakAll(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Nothing comes through any more, not even the answer to a goodbye: the server hangs, or the network swallows it all. */
  silenceAll(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  /** Forgets what was sent so far: counting begins here. */
  startCounting(): void {
    this.#steps = [];
  }

  /** Requests by name, in the order in which they were sent. */
  get requests(): readonly string[] {
    return this.#steps.flatMap((step) => (step.type === 'sent' ? [step.path] : []));
  }

  /**
   * Round trips that the first request of this name had to wait for: the longest chain of requests, each sent after
   * the answer to the one before. Opening a socket counts as one.
   */
  roundTripsBefore(path: string): number {
    const depths = new Map<string, number>();
    let depth = 0;
    for (const step of this.#steps) {
      if (step.type === 'answered') depth = Math.max(depth, depths.get(step.id) ?? 0);
      else if (step.path === path) return depth;
      else depths.set(step.id, depth + 1);
    }
    throw new Error(`${path} was not sent`);
  }

  #onOpen(socket: NodeWebSocket): void {
    const number = this.#sockets.push(socket);
    const id = `socket ${number}`;
    this.#steps.push({ type: 'sent', id, path: 'open' });
    socket.on('open', () => this.#steps.push({ type: 'answered', id }));
    socket.on('message', (data: Buffer) => {
      for (const frame of this.#frames(String(data))) {
        this.#steps.push({ type: 'answered', id: `${number}/${frame.id}` });
      }
    });
    socket.on('error', (error) => this.errors.push(String(error)));
  }

  #onSend(socket: NodeWebSocket, data: string): void {
    const number = this.#sockets.indexOf(socket) + 1;
    for (const { id, params } of this.#frames(data)) {
      if (params) this.#steps.push({ type: 'sent', id: `${number}/${id}`, path: params.path });
    }
  }

  /** A message is one frame or a list of them; PING and PONG are none. */
  #frames(text: string): z.infer<typeof Frame>[] {
    this.#texts.push(text);
    if (!/^[{[]/.test(text)) return [];
    const parsed: unknown = JSON.parse(text);
    return (Array.isArray(parsed) ? parsed : [parsed]).flatMap((each) => Frame.safeParse(each).data ?? []);
  }
}
