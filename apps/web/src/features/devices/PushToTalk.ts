import { Store } from '../../ui/Store.ts';
import type { MeetingSession } from '../meeting/MeetingSession.ts';
import { takesKeys } from '../meeting/shortcuts.ts';

const pressable = 'button, a[href], summary, [role="button"], [role="tab"], [role="switch"], [role="radio"]';

/** Whether Space belongs to what has the focus: text and lists always, a button for those who came to it by keyboard. */
function takesSpace(target: EventTarget | null, byKeyboard: boolean): boolean {
  if (takesKeys(target)) return true;
  return byKeyboard && target instanceof Element && target.closest(pressable) !== null;
}

/** While a muted person holds Space, they are heard. */
export class PushToTalk {
  readonly held = new Store(false);
  readonly #session: Pick<MeetingSession, 'client' | 'controls' | 'pushToTalkWish'>;
  /** The focus went where it is by a key; after a click on a button Space is not meant for that button. */
  #byKeyboard = false;

  constructor(session: Pick<MeetingSession, 'client' | 'controls' | 'pushToTalkWish'>) {
    this.#session = session;
  }

  open(): () => void {
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('keydown', this.#onDown, { signal });
    window.addEventListener('keyup', this.#onUp, { signal });
    window.addEventListener('pointerdown', () => (this.#byKeyboard = false), { signal });
    // Whoever holds Space and changes the window never lets go of it here.
    window.addEventListener('blur', () => this.#release(), { signal });
    document.addEventListener('visibilitychange', () => this.#release(), { signal });
    return () => {
      listening.abort();
      this.#release();
    };
  }

  readonly #onDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab' || event.key.startsWith('Arrow')) this.#byKeyboard = true;
    if (event.code !== 'Space' || event.ctrlKey || event.metaKey || event.altKey) return;
    const { controls, client, pushToTalkWish } = this.#session;
    if (this.held.get()) {
      // The page would scroll, and a button be pressed.
      event.preventDefault();
      return;
    }
    const asked = pushToTalkWish.get() && controls.muted && !event.repeat && !event.defaultPrevented;
    if (!asked || takesSpace(event.target, this.#byKeyboard)) return;
    event.preventDefault();
    this.held.set(true);
    // Not the person's choice, which stays: muted.
    void client.setMuted(false);
  };

  readonly #onUp = (event: KeyboardEvent): void => {
    if (event.code !== 'Space' || !this.held.get()) return;
    event.preventDefault();
    this.#release();
  };

  #release(): void {
    if (!this.held.get()) return;
    this.held.set(false);
    void this.#session.client.setMuted(true);
  }
}
