// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PipWindow } from './PipWindow.ts';

/** A window of a document of its own, as far as it is used here. */
class SmallWindow extends EventTarget {
  readonly document = document.implementation.createHTMLDocument();
  close(): void {
    this.dispatchEvent(new Event('pagehide'));
  }
}

let handlers: Map<string, (() => void) | null>;
let opened: SmallWindow[];

beforeEach(() => {
  handlers = new Map();
  opened = [];
  vi.stubGlobal('documentPictureInPicture', {
    requestWindow: () => {
      const next = new SmallWindow();
      opened.push(next);
      return Promise.resolve(next);
    },
  });
  Object.defineProperty(navigator, 'mediaSession', {
    configurable: true,
    value: {
      setActionHandler: (action: string, handler: (() => void) | null) => handlers.set(action, handler),
    },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  document.head.replaceChildren();
  document.documentElement.removeAttribute('data-theme');
});

describe('STAGE-11: the small window', () => {
  it('has the look of the page, and is forgotten when it is closed', async () => {
    document.documentElement.dataset['theme'] = 'dark';
    document.head.innerHTML = '<style>.tile { color: red }</style>';
    const pip = new PipWindow();
    await pip.open();
    const shown = pip.shown.get();
    expect(shown).toBe(opened[0]);
    expect(shown?.document.documentElement.dataset['theme']).toBe('dark');
    expect(shown?.document.head.textContent).toContain('.tile');
    shown?.close();
    expect(pip.shown.get()).toBeUndefined();
  });

  it('is opened and closed by the same click', async () => {
    const pip = new PipWindow();
    pip.toggle();
    await vi.waitFor(() => expect(pip.shown.get()).toBeDefined());
    pip.toggle();
    expect(pip.shown.get()).toBeUndefined();
    expect(opened).toHaveLength(1);
  });

  it('is not left blank when it is withdrawn before the browser has opened it', async () => {
    const answer = Promise.withResolvers<Window>();
    vi.stubGlobal('documentPictureInPicture', { requestWindow: () => answer.promise });
    const pip = new PipWindow();
    const end = pip.offer();
    pip.toggle();
    pip.toggle();
    const late = new SmallWindow();
    const close = vi.spyOn(late, 'close');
    answer.resolve(late as unknown as Window);
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
    expect(pip.shown.get()).toBeUndefined();
    end();
    pip.toggle();
    await vi.waitFor(() => expect(pip.shown.get()).toBe(late));
  });

  it('changes nothing when the browser refuses it', async () => {
    const refused = Promise.reject(new DOMException('', 'NotAllowedError'));
    vi.stubGlobal('documentPictureInPicture', { requestWindow: () => refused });
    const pip = new PipWindow();
    pip.toggle();
    await refused.catch(() => undefined);
    expect(pip.shown.get()).toBeUndefined();
  });

  it('opens by itself for a tab that is left, goes when the tab is back, and is offered no longer at the end', async () => {
    const pip = new PipWindow();
    const end = pip.offer();
    handlers.get('enterpictureinpicture')?.();
    await vi.waitFor(() => expect(pip.shown.get()).toBeDefined());
    document.dispatchEvent(new Event('visibilitychange'));
    expect(pip.shown.get()).toBeUndefined();
    // One that the person opened stays.
    await pip.open();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(pip.shown.get()).toBeDefined();
    end();
    expect(pip.shown.get()).toBeUndefined();
    expect(handlers.get('enterpictureinpicture')).toBeNull();
  });

  it('is the bare picture where a browser floats videos alone, and nothing where it floats none', async () => {
    vi.stubGlobal('documentPictureInPicture', undefined);
    expect(PipWindow.kind()).toBeUndefined();
    Object.defineProperty(document, 'pictureInPictureEnabled', { configurable: true, value: true });
    expect(PipWindow.kind()).toBe('video');
    Reflect.deleteProperty(document, 'pictureInPictureEnabled');
    const requestPictureInPicture = vi.fn(() => Promise.resolve());
    const pip = new PipWindow();
    pip.setVideo(Object.assign(document.createElement('video'), { requestPictureInPicture }));
    await pip.open();
    expect(requestPictureInPicture).toHaveBeenCalledOnce();
  });
});
