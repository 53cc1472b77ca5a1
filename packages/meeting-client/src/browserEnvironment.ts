import type { ClientEnvironment, KeyValueStore } from './environment.ts';
import { captureRate } from './ScreenShare.ts';
import type { ScreenContent } from './snapshot.ts';

/** Storage that lasts for this page only: what stands in where the browser denies its own (private modes, iframes). */
function memoryStore(): KeyValueStore {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

/** `read` throws where storage is denied, and only the first write tells whether it is full. */
export function storeOr(read: () => KeyValueStore): KeyValueStore {
  try {
    const store = read();
    store.setItem('convene-probe', '1');
    store.removeItem('convene-probe');
    return store;
  } catch {
    return memoryStore();
  }
}

function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}

/** Holds a Web Lock until the answer is called. Without Web Locks every tab gets it: a duplicate is rare. */
function acquireWebLock(name: string, waitMs: number): Promise<(() => void) | undefined> {
  // Only secure contexts have it, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) return Promise.resolve(() => undefined);
  return new Promise((resolve) => {
    const held = (lock: Lock | null) =>
      new Promise<void>((release) => {
        if (lock === null) release();
        resolve(lock === null ? undefined : release);
      });
    const request = locks.request(name, { signal: AbortSignal.timeout(waitMs) }, held);
    request.catch(() => resolve(undefined));
  });
}

/** The page's own storage, locks, visibility and network. */
export function browserEnvironment(): ClientEnvironment {
  return {
    tabStorage: storeOr(() => window.sessionStorage),
    acquireLock: acquireWebLock,
    isVisible: () => document.visibilityState === 'visible',
    onVisibilityChange: (listener) => listen(document, 'visibilitychange', listener),
    isOnline: () => navigator.onLine,
    onNetworkChange: (listener) => {
      const stop = [listen(window, 'online', listener), listen(window, 'offline', listener)];
      return () => {
        for (const each of stop) each();
      };
    },
    captureScreen: (content) => navigator.mediaDevices.getDisplayMedia(screenOptions(content)),
  };
}

/** What only some browsers know yet; the others leave it out. */
type ScreenOptions = DisplayMediaStreamOptions & {
  readonly selfBrowserSurface?: 'include' | 'exclude';
  readonly surfaceSwitching?: 'include' | 'exclude';
  readonly systemAudio?: 'include' | 'exclude';
};

function screenOptions(content: ScreenContent): ScreenOptions {
  return {
    // Larger pictures cost every viewer more than anybody can read of them.
    video: {
      width: { max: 2560 },
      height: { max: 1440 },
      frameRate: { max: captureRate(content) },
    },
    // Music and films as they are; and not what the meeting itself says, which would come back as an echo.
    audio: {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      ...{ restrictOwnAudio: true },
    },
    selfBrowserSurface: 'exclude',
    surfaceSwitching: 'include',
    systemAudio: 'include',
  };
}
