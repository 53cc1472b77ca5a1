import { randomUUID } from 'node:crypto';
import { AppError, type ErrorCode, MeetingId, ParticipantId, type Role, ServerId } from '@convene/protocol';
import type { StopOrder } from '@convene/protocol/link';
import { expect, it } from 'vitest';
import type { Room } from './Room.ts';
import { Stops } from './Stops.ts';

const by = { participantId: ParticipantId.parse(randomUUID()), role: 'host' } as const;
const bob = ParticipantId.parse(randomUUID());
const next = ServerId.parse(randomUUID());
const left = ServerId.parse(randomUUID());

/** A room of this server as far as it is asked; Bob sits on `next`, of which it is told after a while. */
function createStops({
  toldAfterMs = 0,
  isThere = true,
  refusal = 'participantNotFound',
}: { toldAfterMs?: number; isThere?: boolean; refusal?: ErrorCode } = {}) {
  const orders: [ServerId, StopOrder][] = [];
  const toldAt = performance.now() + toldAfterMs;
  const gathering = {
    members: new Map(),
    leaving: { all: [], of: () => [] },
    roster: { participants: [{ participantId: bob, role: 'participant' }], has: () => isThere },
    serverOf: () => (performance.now() >= toldAt ? next : undefined),
    serversSending: () => [left],
    peopledServers: [left, next],
  };
  const cluster = {
    order: async (serverId: ServerId, order: StopOrder) => {
      orders.push([serverId, order]);
      if (serverId === left) throw AppError.of(refusal, {});
    },
  };
  const room = { gathering, members: [], deps: { cluster }, meeting: { meetingId: randomUUID() } };
  return { stops: new Stops(room as unknown as Room), orders };
}

it('HOST-1: somebody who moves is muted as soon as it is known where to', async () => {
  const { stops, orders } = createStops({ toldAfterMs: 30 });
  await stops.stop(by, bob, 'microphone');
  expect(orders.map(([serverId]) => serverId)).toEqual([next, left]);
});

it('HOST-1: who is gone is not waited for', async () => {
  const { stops } = createStops({ toldAfterMs: Infinity, isThere: false });
  await expect(stops.stop(by, bob, 'camera')).rejects.toMatchObject({ code: 'participantNotFound' });
});

it('HOST-1: a server that was left, and has no room any more, keeps nobody from being muted', async () => {
  const { stops } = createStops({ refusal: 'meetingNotFound' });
  await stops.stop(by, bob, 'microphone');
});

it('HOST-4: nor everybody', async () => {
  const { stops, orders } = createStops({ refusal: 'meetingNotFound' });
  await stops.muteAll(by);
  expect(orders.map(([serverId, { participantId }]) => [serverId, participantId])).toEqual([
    [left, null],
    [next, null],
  ]);
});

/** A room of this server with nobody in it, which is told of the role of somebody on `next` from one look to the next. */
function createOrdered(roles: readonly (Role | undefined)[]) {
  let looks = 0;
  const gathering = {
    findElsewhere: (serverId: ServerId, participantId: ParticipantId) => {
      const role = roles[Math.min(looks, roles.length - 1)];
      looks += 1;
      return serverId === next && participantId === by.participantId && role && { participantId, role };
    },
    leaving: { all: [] },
  };
  const room = { gathering, members: [] };
  return { stops: new Stops(room as unknown as Room), looks: () => looks };
}
const order: StopOrder = {
  meetingId: MeetingId.parse(randomUUID()),
  by: by.participantId,
  participantId: null,
  source: 'microphone',
};

it.each<[string, (Role | undefined)[]]>([
  ['came there', [undefined, undefined, 'cohost']],
  ['became a cohost', ['participant', 'cohost']],
])('HOST-5: the order of somebody who just %s is carried out', async (_what, roles) => {
  const { stops, looks } = createOrdered(roles);
  await stops.ordered(next, order);
  expect(looks()).toBe(roles.length);
});

it.each<[string, ServerId, Role | undefined]>([
  ['does not sit there', left, 'host'],
  ['has no right', next, 'participant'],
  ['is not known', next, undefined],
])('HOST-5: that of somebody who %s is forbidden', async (_what, serverId, role) => {
  const { stops } = createOrdered([role]);
  await expect(stops.ordered(serverId, order)).rejects.toMatchObject({ code: 'forbidden' });
});

it('HOST-1: a server that does not answer is said', async () => {
  const { stops } = createStops({ refusal: 'timeout' });
  await expect(stops.stop(by, bob, 'microphone')).rejects.toMatchObject({ code: 'timeout' });
  await expect(stops.muteAll(by)).rejects.toMatchObject({ code: 'timeout' });
});
