import { Store } from '../../ui/Store.ts';

type DocumentPictureInPicture = {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
};

const SIZE = { width: 400, height: 300 };

/** Chromium's windows of whole documents: TypeScript's list of the browser's interfaces has them not yet. */
function documentWindows(): DocumentPictureInPicture | undefined {
  const { documentPictureInPicture } = window as { documentPictureInPicture?: DocumentPictureInPicture };
  return documentPictureInPicture;
}

/** Firefox knows nothing of it. */
function isVideoFloating(): boolean {
  const { pictureInPictureElement } = document as { pictureInPictureElement?: Element | null };
  return pictureInPictureElement !== undefined && pictureInPictureElement !== null;
}

function endFloating(): void {
  if (isVideoFloating()) document.exitPictureInPicture().catch(() => undefined);
}

/**
 * The small window that stays over all others: with the buttons of the meeting where a browser has windows of documents, and
 * as a bare picture where it has them of videos alone.
 */
export class PipWindow {
  /** The window that is drawn into; undefined: none is open. */
  readonly shown = new Store<Window | undefined>(undefined);
  /** The `<video>` that floats where there is nothing better. */
  readonly #video = new Store<HTMLVideoElement | undefined>(undefined);
  /** The opening that the browser has not answered yet; `close` withdraws it. */
  #opening: symbol | undefined;

  /** What this browser has, if it has anything. */
  static kind(): 'document' | 'video' | undefined {
    if (documentWindows() !== undefined) return 'document';
    return document.pictureInPictureEnabled ? 'video' : undefined;
  }

  /** Opens the window by itself where a browser does that for a tab that is left, until the answer is called. */
  offer(): () => void {
    let isOwn = false;
    this.#setHandler(() => {
      isOwn = true;
      this.open().catch(() => undefined);
    });
    const onVisibility = () => {
      // Nobody asked for it, and the meeting is in view again.
      if (isOwn && !document.hidden) this.close();
      isOwn &&= document.hidden;
    };
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      this.#setHandler(null);
      this.close();
    };
  }

  readonly setVideo = (video: HTMLVideoElement | null): void => this.#video.set(video ?? undefined);

  readonly toggle = (): void => {
    if (this.#opening !== undefined || this.shown.get() !== undefined || isVideoFloating()) this.close();
    // A refusal leaves everything as it is.
    else this.open().catch(() => undefined);
  };

  /** @throws DOMException when the browser does not allow it now */
  async open(): Promise<void> {
    const opening = Symbol('opening');
    this.#opening = opening;
    const isWithdrawn = () => this.#opening !== opening;
    try {
      const windows = documentWindows();
      if (windows === undefined) {
        await this.#video.get()?.requestPictureInPicture();
        if (isWithdrawn()) endFloating();
        return;
      }
      const pip = await windows.requestWindow(SIZE);
      if (isWithdrawn()) pip.close();
      else this.#show(pip);
    } finally {
      if (!isWithdrawn()) this.#opening = undefined;
    }
  }

  close(): void {
    this.#opening = undefined;
    this.shown.get()?.close();
    this.shown.set(undefined);
    endFloating();
  }

  #show(pip: Window): void {
    copyLook(pip);
    pip.addEventListener('pagehide', () => {
      if (this.shown.get() === pip) this.shown.set(undefined);
    });
    this.shown.set(pip);
  }

  #setHandler(handler: (() => void) | null): void {
    const session = navigator.mediaSession as MediaSession | undefined;
    try {
      // The list of actions that TypeScript knows lacks this one.
      session?.setActionHandler('enterpictureinpicture' as MediaSessionAction, handler);
    } catch {
      // A browser that does not know it either.
    }
  }
}

/** The window begins blank: it gets the page's style sheets, theme and language. */
function copyLook(pip: Window): void {
  const { documentElement: page } = document;
  for (const { name, value } of page.attributes) pip.document.documentElement.setAttribute(name, value);
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style')) {
    const copy = pip.document.importNode(sheet, true);
    if (sheet instanceof HTMLLinkElement) copy.setAttribute('href', sheet.href);
    pip.document.head.append(copy);
  }
  pip.document.title = document.title;
}
