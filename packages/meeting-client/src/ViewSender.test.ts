import { AppError, ParticipantId, streamIdOf, type View } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from './clientLog.ts';
import { ViewSender } from './ViewSender.ts';

const streamId = streamIdOf(ParticipantId.parse(crypto.randomUUID()), 'camera');
const tile = (width: number) => ({
  streamId,
  width,
  height: 9,
  visible: true,
  pinned: false,
  quality: 'auto' as const,
});

function createSender() {
  const sent: View[] = [];
  const network = { lost: false };
  const sender = new ViewSender(silentLog);
  const send = async (view: View) => {
    sent.push(view);
    if (network.lost) throw AppError.of('timeout');
  };
  const widths = () => sent.map(({ tiles }) => tiles.map(({ width }) => width));
  return { sender, send, network, widths };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('ViewSender', () => {
  it('CLIENT-3: the first of many changes is told at once, the last after a pause', async () => {
    const { sender, send, widths } = createSender();
    sender.attach(send, undefined);
    for (const width of [1, 2, 3]) sender.set([tile(width)]);
    expect(widths()).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(99);
    expect(widths()).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(widths()).toEqual([[1], [3]]);
    await vi.advanceTimersByTimeAsync(1000);
    sender.set([tile(4)]);
    expect(widths()).toEqual([[1], [3], [4]]);
  });

  it('CLIENT-3: it knows the tile of each stream, and whether a view is another one', () => {
    const { sender } = createSender();
    expect(sender.tile(streamId)).toBeUndefined();
    expect([sender.set([tile(1)]), sender.set([tile(1)]), sender.set([tile(2)])]).toEqual([
      true,
      false,
      true,
    ]);
    expect(sender.tile(streamId)).toMatchObject({ width: 2 });
  });

  it('CLIENT-3: a view that did not change is not told again', async () => {
    const { sender, send, widths } = createSender();
    sender.attach(send, undefined);
    sender.set([tile(1)]);
    await vi.advanceTimersByTimeAsync(100);
    sender.set([tile(1)]);
    await vi.advanceTimersByTimeAsync(100);
    expect(widths()).toEqual([[1]]);
  });

  it('CLIENT-3: a new peer is told of it, unless its join carried it', () => {
    const { sender, send, widths } = createSender();
    sender.set([tile(1)]);
    sender.attach(send, sender.view);
    expect(widths()).toEqual([]);
    sender.attach(send, undefined);
    expect(widths()).toEqual([[1]]);
    sender.close();
  });

  it('CLIENT-3: one that was lost is told again on the next socket', async () => {
    const { sender, send, network, widths } = createSender();
    sender.attach(send, undefined);
    network.lost = true;
    sender.set([tile(1)]);
    await vi.advanceTimersByTimeAsync(100);
    network.lost = false;
    sender.resend();
    expect(widths()).toEqual([[1], [1]]);
  });

  it('CLIENT-3: one that was lost is told again when it is set again', async () => {
    const { sender, send, network, widths } = createSender();
    sender.attach(send, undefined);
    network.lost = true;
    sender.set([tile(1)]);
    await vi.advanceTimersByTimeAsync(100);
    network.lost = false;
    sender.set([tile(1)]);
    await vi.advanceTimersByTimeAsync(100);
    expect(widths()).toEqual([[1], [1]]);
  });

  it('CLIENT-9: closing leaves no timer', () => {
    const { sender, send } = createSender();
    sender.attach(send, undefined);
    sender.set([tile(1)]);
    sender.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
