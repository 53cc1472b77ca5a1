import { AppError, type LoggedEvent } from '@convene/protocol';
import { TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import type { PeerRequests, PeerStanding, SignalingPeer } from './ports.ts';
import { procedure } from './procedures.ts';
import { signalingRouter } from './signalingRouter.ts';

const producerId = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';

/** A peer that writes down which requests reached it. */
class FakePeer implements SignalingPeer {
  standing: PeerStanding = { state: 'joined', role: 'participant' };
  readonly reached: string[] = [];
  readonly requests: PeerRequests = new Proxy({} as PeerRequests, {
    get: (_, name) => async () => {
      this.reached.push(String(name));
      if (name === 'leave') this.standing = { state: 'closed' };
      if (name === 'prepare') return { nonsense: true };
      return undefined;
    },
  });
  #last: Promise<unknown> = Promise.resolve();

  enqueue<T>(_request: string, run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async *events(): AsyncIterable<LoggedEvent> {
    yield { eventId: 7, event: { type: 'closed', reason: 'left' } };
  }
}

const codeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    return error.cause instanceof AppError ? error.cause.code : error.code;
  }
  return 'answered';
};

describe('the signaling router', () => {
  it('RIGHT-3: a procedure that declares no right does not compile', () => {
    // @ts-expect-error -- the right is missing
    const built = procedure();
    expect(built).toBeDefined();
  });

  it('RIGHT-1: a request in the wrong state is refused before it reaches the peer', async () => {
    const peer = new FakePeer();
    peer.standing = { state: 'lobby' };
    const caller = signalingRouter.createCaller({ peer });
    expect(await codeOf(caller.pauseProducer({ producerId }))).toBe('wrongState');
    expect(peer.reached).toEqual([]);
  });

  it('RIGHT-4: the right is judged when the turn of a request comes, after the ones before it', async () => {
    const peer = new FakePeer();
    const caller = signalingRouter.createCaller({ peer });
    const codes = await Promise.all([codeOf(caller.leave()), codeOf(caller.pauseProducer({ producerId }))]);
    expect(codes).toEqual(['answered', 'wrongState']);
    expect(peer.reached).toEqual(['leave']);
  });

  it('INPUT-3: malformed input never reaches the peer', async () => {
    const peer = new FakePeer();
    const caller = signalingRouter.createCaller({ peer });
    expect(await codeOf(caller.pauseProducer({ producerId: 'x' }))).toBe('BAD_REQUEST');
    expect(await codeOf(caller.setView({ tiles: Array.from({ length: 1001 }) as never }))).toBe(
      'BAD_REQUEST',
    );
    expect(peer.reached).toEqual([]);
  });

  it('INPUT-4: an answer that has no schema does not leave the server', async () => {
    const peer = new FakePeer();
    expect(await codeOf(signalingRouter.createCaller({ peer }).prepare())).toBe('INTERNAL_SERVER_ERROR');
  });

  it('EVENT-1: events carry their ids', async () => {
    const events = await signalingRouter.createCaller({ peer: new FakePeer() }).events({});
    const seen = [];
    for await (const event of events) seen.push(event);
    expect(seen).toHaveLength(1);
    expect(Object.values(seen[0]!).slice(0, 2)).toEqual(['7', { type: 'closed', reason: 'left' }]);
  });
});
