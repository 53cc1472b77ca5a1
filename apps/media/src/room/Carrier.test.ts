import type { PeerCloseReason } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scope } from '../media/Scope.ts';
import { Carrier, type PeerSocket } from './Carrier.ts';

const limits = { peerPageGoneMs: 5_000, peerWithoutSocketMs: 20_000 };

class RecordingSocket implements PeerSocket {
  readonly heard: (PeerCloseReason | 'superseded')[] = [];
  end = (reason: PeerCloseReason) => void this.heard.push(reason);
  supersede = () => void this.heard.push('superseded');
}

describe('what carries a peer', () => {
  let scope: Scope;
  let expired: number;
  let carrier: Carrier;
  const [first, second] = [1, 2].map(() => new RecordingSocket()) as [RecordingSocket, RecordingSocket];

  beforeEach(() => {
    vi.useFakeTimers();
    scope = new Scope();
    expired = 0;
    carrier = new Carrier(scope, limits, () => (expired += 1));
    for (const socket of [first, second]) socket.heard.length = 0;
  });
  afterEach(() => {
    scope.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('PEER-43: a newer socket supersedes the older one, whose end says nothing any more', () => {
    expect([carrier.take(first), carrier.take(second)]).toEqual([1, 2]);
    expect(first.heard).toEqual(['superseded']);
    expect(carrier.lose(first)).toBe(false);
    expect(carrier.stands).toBe(true);
    expect(carrier.lose(second)).toBe(true);
    expect(carrier.stands).toBe(false);
  });

  it.each([
    ['PEER-44: time is up after 20 s without a socket', false, limits.peerWithoutSocketMs],
    ['PEER-49: after 5 s when the page said that it goes away', true, limits.peerPageGoneMs],
  ])('%s', (_rule, pageGone, ms) => {
    carrier.take(first);
    carrier.lose(first);
    carrier.awaitNext({ pageGone });
    vi.advanceTimersByTime(ms - 1);
    expect(expired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(expired).toBe(1);
  });

  it('PEER-49: a page that goes away has no longer than one that is lost', () => {
    const short = { peerPageGoneMs: 5_000, peerWithoutSocketMs: 2_000 };
    carrier = new Carrier(scope, short, () => (expired += 1));
    carrier.awaitNext({ pageGone: true });
    vi.advanceTimersByTime(short.peerWithoutSocketMs);
    expect(expired).toBe(1);
  });

  it('PEER-44: a socket that comes in time ends the wait', () => {
    carrier.take(first);
    carrier.lose(first);
    carrier.awaitNext({ pageGone: false });
    carrier.take(second);
    vi.advanceTimersByTime(10 * limits.peerWithoutSocketMs);
    expect(expired).toBe(0);
  });

  it('PEER-43: the end is for the socket that carries the peer, once', () => {
    carrier.take(first);
    carrier.take(second);
    carrier.end('ended');
    carrier.end('ended');
    expect([first.heard, second.heard]).toEqual([['superseded'], ['ended']]);
  });
});
