import type { ClientEnvironment } from '@convene/meeting-client';
import { createScreen } from './HeadlessLocalMedia.ts';

/** A page of one browser with one tab, always in view, on a network that never changes. */
export function headlessEnvironment(): ClientEnvironment {
  const values = new Map<string, string>();
  return {
    tabStorage: {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    },
    acquireLock: () => Promise.resolve(() => undefined),
    isVisible: () => true,
    onVisibilityChange: () => () => undefined,
    onOnline: () => () => undefined,
    captureScreen: () => Promise.resolve(createScreen()),
  };
}
