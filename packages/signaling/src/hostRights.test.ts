import { AppError, BanId, KnockId, ParticipantId, type Role, streamIdOf } from '@convene/protocol';
import { TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import type { HostRequests } from './hostPorts.ts';
import type { PeerRequests, PeerStanding, SignalingPeer } from './ports.ts';
import { signalingRouter } from './signalingRouter.ts';

const id = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
const participantId = ParticipantId.parse(id);

type Caller = ReturnType<typeof signalingRouter.createCaller>;

/** Each host tool, with the least role that may use it. */
const tools: Readonly<Record<keyof HostRequests, readonly [Role, (caller: Caller) => Promise<unknown>]>> = {
  raiseHand: ['participant', (caller) => caller.raiseHand({ raised: true })],
  lowerHand: ['cohost', (caller) => caller.lowerHand({ participantId })],
  lowerAllHands: ['cohost', (caller) => caller.lowerAllHands()],
  stopSource: ['cohost', (caller) => caller.stopSource({ participantId, source: 'microphone' })],
  muteAll: ['cohost', (caller) => caller.muteAll()],
  pinForAll: ['cohost', (caller) => caller.pinForAll({ streamId: streamIdOf(participantId, 'camera') })],
  setLocked: ['cohost', (caller) => caller.setLocked({ locked: true })],
  setWaitingRoom: ['cohost', (caller) => caller.setWaitingRoom({ waitingRoom: true })],
  answerKnocks: ['cohost', (caller) => caller.answerKnocks({ knocks: [KnockId.parse(id)], admit: true })],
  removeParticipant: ['cohost', (caller) => caller.removeParticipant({ participantId })],
  letBackIn: ['cohost', (caller) => caller.letBackIn({ banId: BanId.parse(id) })],
  setRole: ['host', (caller) => caller.setRole({ participantId, role: 'cohost' })],
  handOver: ['host', (caller) => caller.handOver({ participantId })],
  endMeeting: ['host', (caller) => caller.endMeeting()],
};

const roles: readonly Role[] = ['waiting', 'participant', 'cohost', 'host'];
const standings: readonly (readonly [string, PeerStanding, Role | undefined])[] = [
  ['in the lobby', { state: 'lobby' }, undefined],
  ['leaving', { state: 'leaving' }, undefined],
  ['closed', { state: 'closed' }, undefined],
  ...roles.map((role) => [role, { state: 'joined', role }, role] as const),
];

class FakePeer implements SignalingPeer {
  readonly standing: PeerStanding;
  readonly reached: string[] = [];
  readonly requests: PeerRequests;

  constructor(standing: PeerStanding) {
    this.standing = standing;
    const host = new Proxy({} as HostRequests, {
      get: (_, name) => async () => void this.reached.push(String(name)),
    });
    this.requests = { host } as PeerRequests;
  }

  enqueue = <T>(_request: string, run: () => Promise<T>): Promise<T> => run();

  async *events(): AsyncIterable<never> {}
}

async function codeOf(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return 'done';
  } catch (error) {
    if (error instanceof TRPCError && error.cause instanceof AppError) return error.cause.code;
    throw error;
  }
}

describe.each(Object.entries(tools))('%s', (name, [least, ask]) => {
  it.each(standings)('RIGHT-1: asked for by a peer that is %s', async (_, standing, role) => {
    const peer = new FakePeer(standing);
    const code = await codeOf(ask(signalingRouter.createCaller({ peer })));
    const may = role !== undefined && roles.indexOf(role) >= roles.indexOf(least);
    const refusal = role === undefined ? 'wrongState' : 'forbidden';
    expect(code).toBe(may ? 'done' : refusal);
    expect(peer.reached).toEqual(may ? [name] : []);
  });
});
