/** For the other side to answer the goodbye. */
const GOODBYE_MS = 1000;

/** The code of a connection that ended without a word. */
const ABNORMAL = 1006;

type CloseListener = (event: CloseEvent) => void;

/**
 * A WebSocket that is over a moment after it was told to close, answer or not. A server that hangs and a network that is
 * gone answer nothing: browsers would wait for minutes before they say `close`, and tRPC opens no other socket, and fails
 * no request, before they do.
 */
export function promptWebSocket(Base: typeof WebSocket): typeof WebSocket {
  return class PromptWebSocket extends Base {
    readonly #listeners = new Set<CloseListener>();
    #timer: ReturnType<typeof setTimeout> | undefined;
    #isOver = false;

    constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
      super(...parameters);
      super.addEventListener('close', (event) => this.#end(event));
    }

    /** tRPC listens in no other way; each is told once. */
    override addEventListener(...[type, listener, options]: Parameters<WebSocket['addEventListener']>): void {
      if (type === 'close' && typeof listener === 'function') this.#listeners.add(listener);
      else super.addEventListener(type, listener, options);
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      if (this.#isOver) return;
      this.#timer ??= setTimeout(() => {
        this.#end(Object.assign(new Event('close'), { code: ABNORMAL, reason: '', wasClean: false }));
      }, GOODBYE_MS);
    }

    #end(event: CloseEvent): void {
      clearTimeout(this.#timer);
      if (this.#isOver) return;
      this.#isOver = true;
      for (const listener of this.#listeners) listener(event);
    }
  };
}
