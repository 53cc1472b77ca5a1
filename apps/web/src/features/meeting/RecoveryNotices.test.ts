import type { Recovery } from '@convene/meeting-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aParticipant, FakeMeetingClient } from '../../testing/FakeMeetingClient.ts';
import type { Notice } from './notices.ts';
import { RecoveryNotices } from './RecoveryNotices.ts';

const reconnecting: Recovery = { state: 'reconnecting' };
const LONG = 1000;

describe('RECOVER-3: what is told of a lost connection', () => {
  const client = new FakeMeetingClient();
  const told: Notice[] = [];
  let notices: RecoveryNotices;

  beforeEach(() => {
    vi.useFakeTimers();
    told.length = 0;
    notices = new RecoveryNotices(client, (notice) => told.push(notice));
    client.sit([aParticipant(1, 'Ada')], { recovery: undefined });
  });
  afterEach(() => {
    notices.close();
    expect(client.listenerCount).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('nothing, where it is back before anybody notices', () => {
    client.set({ recovery: reconnecting });
    client.set({ recovery: undefined });
    vi.advanceTimersByTime(LONG);
    expect([notices.shown.get(), told]).toEqual([undefined, []]);
  });

  it('what is tried, step by step, and that it is over', () => {
    client.set({ recovery: reconnecting });
    expect(notices.shown.get()).toBeUndefined();
    vi.advanceTimersByTime(LONG);
    expect(notices.shown.get()).toEqual(reconnecting);
    const next: Recovery = { state: 'joiningAnother' };
    client.set({ recovery: next });
    expect(notices.shown.get()).toEqual(next);
    expect(told).toEqual([]);
    client.set({ recovery: undefined });
    expect([notices.shown.get(), told]).toEqual([undefined, [{ type: 'reconnected' }]]);
  });

  it('the step that is taken by then, not the first one', () => {
    client.set({ recovery: reconnecting });
    client.set({ recovery: { state: 'offline' } });
    vi.advanceTimersByTime(LONG);
    expect(notices.shown.get()).toEqual({ state: 'offline' });
  });

  it('that it is over, only to somebody who is in the meeting', () => {
    client.set({ recovery: reconnecting });
    vi.advanceTimersByTime(LONG);
    client.set({ phase: { state: 'ended', reason: 'left' }, recovery: undefined });
    expect(told).toEqual([]);
  });
});
