import { AppError } from '@convene/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { silentLog } from './clientLog.ts';
import type { PeerSession } from './PeerSession.ts';
import { type LobbyState, WarmLobby } from './WarmLobby.ts';

const KEEP_ALIVE_MS = 20_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('LINE-10: a path that what was prepared before did not find says nothing of what is prepared anew', async () => {
  let prepared = Promise.resolve();
  const states: LobbyState[] = [];
  const session = {
    prepare: () => prepared,
    media: { wasConnected: false },
    signaling: { keepPrepared: () => Promise.reject(AppError.wrongState('keepPrepared', 'lobby')) },
  };
  const lobby = new WarmLobby({
    // All that it asks of a session.
    session: session as unknown as PeerSession,
    environment: { isVisible: () => true, onVisibilityChange: () => () => {} },
    limits: { prepareMs: 60_000, prepareKeepAliveMs: KEEP_ALIVE_MS },
    log: silentLog,
    onChange: (state) => states.push(state),
  });
  await vi.advanceTimersByTimeAsync(KEEP_ALIVE_MS - 1);
  expect(states).toEqual([
    { warm: true, reached: undefined },
    { warm: true, reached: false },
  ]);

  const next = Promise.withResolvers<void>();
  prepared = next.promise;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(states.at(-1)).toEqual({ warm: false, reached: undefined });
  next.resolve();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(states.at(-1)).toEqual({ warm: true, reached: undefined });
  session.media.wasConnected = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(states.at(-1)).toEqual({ warm: true, reached: true });
  lobby.close();
  expect(vi.getTimerCount()).toBe(0);
});
