import { clientErrorOf } from './clientError.ts';
import type { StreamId, View, ViewTile } from '@convene/protocol';
import type { ClientLog } from './clientLog.ts';
import { Scope } from './Scope.ts';

const PAUSE_MS = 100;

/**
 * Tells the server what is drawn, only what changed and at most every 100 ms: the first change at once, so that nobody waits for a
 * tile that was enlarged, and a tab that goes into the background, whose timers the browser holds back, asks for nothing in time.
 */
export class ViewSender {
  readonly #scope = new Scope();
  readonly #log: ClientLog;
  #send: ((view: View) => Promise<void>) | undefined;
  #view: View | undefined;
  #text: string | undefined;
  #sent: string | undefined;
  /** While it runs nothing is told. */
  #cancel: (() => void) | undefined;
  /** It was set meanwhile. */
  #waits = false;

  constructor(log: ClientLog) {
    this.#log = log;
  }

  /** What is drawn now; `join` carries it. */
  get view(): View | undefined {
    return this.#view;
  }

  tile(streamId: StreamId): ViewTile | undefined {
    return this.#view?.tiles.find((tile) => tile.streamId === streamId);
  }

  /** Answers whether it is another view than before. */
  set(tiles: readonly ViewTile[]): boolean {
    const view = { tiles: [...tiles] };
    const text = JSON.stringify(view);
    const changed = text !== this.#text;
    this.#view = view;
    this.#text = text;
    if (this.#cancel === undefined) this.#flush();
    else this.#waits = true;
    return changed;
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
    this.#waits = false;
    const text = this.#text;
    if (this.#view === undefined || this.#send === undefined || text === this.#sent) return;
    this.#sent = text;
    this.#cancel = this.#scope.timeout(PAUSE_MS, () => {
      this.#cancel = undefined;
      if (this.#waits) this.#flush();
    });
    this.#send(this.#view).catch((error: unknown) => {
      if (this.#sent === text) this.#sent = undefined;
      this.#log.debug('view unanswered', { code: clientErrorOf(error).code });
    });
  }
}
