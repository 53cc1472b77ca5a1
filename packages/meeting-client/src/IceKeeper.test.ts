import { TransportId } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from './clientLog.ts';
import { IceKeeper } from './IceKeeper.ts';
import { FakeSignaling } from './testing/FakeSignaling.ts';
import { FakeTransport } from './testing/FakeTransport.ts';

function createKeeper() {
  const fake = new FakeTransport();
  const signaling = new FakeSignaling();
  const onLost = vi.fn<() => void>();
  const transportId = TransportId.parse(crypto.randomUUID());
  const keeper = new IceKeeper({ transport: fake.transport, transportId, signaling, log: silentLog, onLost });
  return { fake, signaling, onLost, keeper };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('IceKeeper', () => {
  it('RESUME-9: a path that heals by itself within a moment is left alone', async () => {
    const { fake, onLost } = createKeeper();
    fake.change('disconnected');
    await vi.advanceTimersByTimeAsync(500);
    fake.change('connected');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(fake.restarts).toBe(0);
    expect(onLost).not.toHaveBeenCalled();
  });

  it.each(['disconnected', 'failed'])('RESUME-9: a path that stays %s gets an ICE restart', async (state) => {
    const { fake, onLost } = createKeeper();
    fake.change(state);
    await vi.advanceTimersByTimeAsync(1000);
    expect(fake.restarts).toBe(1);
    fake.change('connected');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(fake.restarts).toBe(1);
    expect(onLost).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('RESUME-10: after three restarts that did not help, the peer is given up', async () => {
    const { fake, onLost } = createKeeper();
    fake.change('failed');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(fake.restarts).toBe(3);
    expect(onLost).toHaveBeenCalledOnce();
  });

  it('RESUME-9: a restart whose answer was lost is asked for again at once', async () => {
    const { fake, signaling } = createKeeper();
    signaling.lost = true;
    fake.change('failed');
    signaling.lost = false;
    await vi.advanceTimersByTimeAsync(0);
    expect(signaling.take()).toEqual(['restartIce', 'restartIce']);
    expect(fake.restarts).toBe(1);
  });

  it('CLIENT-9: closing ends the waiting', async () => {
    const { fake, onLost, keeper } = createKeeper();
    fake.change('failed');
    await vi.advanceTimersByTimeAsync(10);
    keeper.close();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(fake.restarts).toBe(1);
    expect(onLost).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
