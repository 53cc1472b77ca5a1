// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScreenWakeLock } from './ScreenWakeLock.ts';

describe('VOICE-4: the screen', () => {
  let locks: { released: boolean }[];
  const held = () => locks.filter(({ released }) => !released).length;
  const show = (visibilityState: DocumentVisibilityState) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibilityState });
    // A browser lets go of it by itself.
    if (visibilityState === 'hidden') for (const lock of locks) lock.released = true;
    document.dispatchEvent(new Event('visibilitychange'));
  };

  beforeEach(() => {
    locks = [];
    const request = async () => {
      const lock = {
        released: false,
        release: async () => {
          lock.released = true;
        },
      };
      locks.push(lock);
      return lock;
    };
    Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request } });
  });
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'wakeLock');
    Reflect.deleteProperty(document, 'visibilityState');
  });

  it('stays on until the end, also after another tab was looked at', async () => {
    const close = new ScreenWakeLock().open();
    await vi.waitFor(() => expect(held()).toBe(1));
    show('hidden');
    expect(held()).toBe(0);
    show('visible');
    await vi.waitFor(() => expect(held()).toBe(1));
    close();
    await vi.waitFor(() => expect(held()).toBe(0));
    show('visible');
    expect(locks).toHaveLength(2);
  });

  it('is held once, however often it is asked for', async () => {
    const close = new ScreenWakeLock().open();
    show('visible');
    await vi.waitFor(() => expect([locks.length, held()]).toEqual([2, 1]));
    close();
    await vi.waitFor(() => expect(held()).toBe(0));
  });
});
