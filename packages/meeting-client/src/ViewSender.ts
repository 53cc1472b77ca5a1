import { clientErrorOf } from './clientError.ts';
import type { View, ViewTile } from '@convene/protocol';
import type { ClientLog } from './clientLog.ts';
import { Scope } from './Scope.ts';

const DEBOUNCE_MS = 100;

/** Tells the server what is drawn, at most every 100 ms and only what changed. */
export class ViewSender {
  readonly #scope = new Scope();
  readonly #log: ClientLog;
  #send: ((view: View) => Promise<void>) | undefined;
  #view: View | undefined;
  #sent: string | undefined;
  #cancel: (() => void) | undefined;

  constructor(log: ClientLog) {
    this.#log = log;
  }

  /** What is drawn now; `join` carries it. */
  get view(): View | undefined {
    return this.#view;
  }

  set(tiles: readonly ViewTile[]): void {
    this.#view = { tiles: [...tiles] };
    this.#cancel ??= this.#scope.timeout(DEBOUNCE_MS, () => this.#flush());
  }

  /** A new peer, which `join` told of the view `known`. */
  attach(send: (view: View) => Promise<void>, known: View | undefined): void {
    this.#send = send;
    this.#sent = known && JSON.stringify(known);
    this.#flush();
  }

  detach(): void {
    this.#send = undefined;
  }

  /** The socket is a new one, and the last view may have been lost with the old. */
  resend(): void {
    this.#sent = undefined;
    this.#flush();
  }

  close(): void {
    this.#scope.close();
    this.#send = undefined;
  }

  #flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#view === undefined || this.#send === undefined) return;
    const text = JSON.stringify(this.#view);
    if (text === this.#sent) return;
    this.#sent = text;
    this.#send(this.#view).catch((error: unknown) => {
      if (this.#sent === text) this.#sent = undefined;
      this.#log.debug('view unanswered', { code: clientErrorOf(error).code });
    });
  }
}
