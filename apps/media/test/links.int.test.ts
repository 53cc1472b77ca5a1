import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { MeetingId, ParticipantId, ServerId } from '@convene/protocol';
import { LINK_PROTOCOL } from '@convene/protocol/link';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ClusterNode } from './ClusterNode.ts';
import { ClusterNodes } from './ClusterNodes.ts';
import { FakeRoom } from './FakeRoom.ts';
import { type ForgedToken, forgeToken, LinkCaller } from './LinkCaller.ts';
import { waitFor, waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

let nodes: ClusterNodes;
let callers: LinkCaller[] = [];

beforeAll(async () => {
  nodes = await ClusterNodes.create();
});
afterEach(async () => {
  for (const caller of callers) caller.close();
  await nodes.closeNodes();
  callers = [];
});
afterAll(() => nodes.close());

function call(node: ClusterNode, params: Record<string, string> | null): LinkCaller {
  const caller = new LinkCaller(node.url, params);
  callers.push(caller);
  return caller;
}

/** A caller whom `to` lets in as `from`. */
async function callAs(from: ClusterNode, to: ClusterNode): Promise<LinkCaller> {
  const token = await forgeToken({ from: from.start, to: to.start, key: from.linkKey });
  return call(to, { token });
}

/** The reasons for which a node has refused links. */
const refusals = (node: ClusterNode) =>
  node.linesOf('link refused').map(({ reason, code }) => reason ?? code);

describe('a link is refused with a code and logged, and nothing is opened', () => {
  type Case = {
    readonly what: string;
    readonly params: (
      to: ClusterNode,
      from: ClusterNode,
    ) => Promise<Record<string, string> | null> | Record<string, string> | null;
    readonly reason: string;
    readonly code?: string;
  };
  const forged =
    (change: (to: ClusterNode, from: ClusterNode) => Partial<ForgedToken>) =>
    async (to: ClusterNode, from: ClusterNode) => ({
      token: await forgeToken({ from: from.start, to: to.start, key: from.linkKey, ...change(to, from) }),
    });
  const cases: Case[] = [
    { what: 'without connection parameters', params: () => null, reason: 'noCredential' },
    { what: 'without a credential', params: () => ({}), reason: 'noCredential' },
    { what: 'nonsense', params: () => ({ token: 'nonsense' }), reason: 'credential' },
    {
      what: 'of a server that nobody knows',
      params: forged(() => ({ from: { serverId: ServerId.parse(randomUUID()), epoch: 1 } })),
      reason: 'unknownServer',
    },
    {
      what: 'signed by another key than that of the server’s row',
      params: async (to, from) => ({ token: await forgeToken({ from: from.start, to: to.start }) }),
      reason: 'credential',
    },
    {
      what: 'of an earlier start of the caller',
      params: forged((_, from) => ({ from: { ...from.start, epoch: from.start.epoch - 1 } })),
      reason: 'staleEpoch',
    },
    {
      what: 'for an earlier start of the callee',
      params: forged((to) => ({ to: { ...to.start, epoch: to.start.epoch - 1 } })),
      reason: 'otherAudience',
    },
    {
      what: 'for another server',
      params: forged((_, from) => ({ to: from.start })),
      reason: 'otherAudience',
    },
    {
      what: 'that has expired',
      params: forged(() => ({ expiresIn: '-1s' })),
      reason: 'tokenExpired',
      code: 'tokenExpired',
    },
    { what: 'without an end', params: forged(() => ({ expiresIn: null })), reason: 'credential' },
    { what: 'without an id', params: forged(() => ({ jti: null })), reason: 'credential' },
    {
      what: 'of another protocol',
      params: forged(() => ({ claims: { protocol: LINK_PROTOCOL + 1 } })),
      reason: 'otherProtocol',
    },
    {
      what: 'of another mediasoup',
      params: forged(() => ({ claims: { mediasoup: '2.0' } })),
      reason: 'otherMediasoup',
    },
  ];

  it.each(cases)('LINK-2: $what', async ({ params, reason, code = 'unauthorized' }) => {
    const [to, from] = [await nodes.start(), await nodes.start()];
    const meeting = await nodes.createMeeting();
    const room = await to.listen(meeting);
    await to.join(room);
    const caller = call(to, await params(to, from));
    const demand = { meetingId: meeting.meetingId, demands: [] };
    // Together: the socket of somebody who is refused stands but for a moment.
    const codes = await Promise.all([
      codeOf(caller.trpc.hello.query()),
      codeOf(caller.firstEvent(meeting.meetingId)),
      codeOf(caller.trpc.reportDemand.mutate(demand)),
    ]);
    expect(codes).toEqual([code, code, code]);
    expect(await caller.waitForClose()).toBe(4401);
    expect(refusals(to)).toEqual([reason]);
    expect([room.watchers, room.demands.size]).toEqual([0, 0]);
  });

  it('LINK-2: a credential that was used before', async () => {
    const [to, from] = [await nodes.start(), await nodes.start()];
    const token = await forgeToken({ from: from.start, to: to.start, key: from.linkKey });
    await call(to, { token }).trpc.hello.query();
    expect(await codeOf(call(to, { token }).trpc.hello.query())).toBe('unauthorized');
    expect(refusals(to)).toEqual(['credentialUsed']);
  });

  it('LINK-3: a room in which the caller has nobody, or this server, and parameters that are nonsense', async () => {
    const [to, from] = [await nodes.start(), await nodes.start()];
    const meeting = await nodes.createMeeting();
    const room = await to.listen(meeting);
    await to.join(room);
    const { trpc, ...caller } = await callAs(from, to).then((made) => ({
      trpc: made.trpc,
      watch: (meetingId: MeetingId) => codeOf(made.firstEvent(meetingId)),
    }));
    const { meetingId } = meeting;
    expect(await caller.watch(meetingId)).toBe('forbidden');
    expect(await codeOf(trpc.reportDemand.mutate({ meetingId, demands: [] }))).toBe('forbidden');
    expect(await caller.watch(MeetingId.parse(randomUUID()))).toBe('meetingNotFound');
    expect(await caller.watch('nonsense' as MeetingId)).toBe('invalidInput');
    const order = {
      meetingId,
      by: ParticipantId.parse(randomUUID()),
      participantId: null,
      source: 'microphone',
    } as const;
    expect(await codeOf(trpc.order.mutate(order))).toBe('forbidden');
    const nonsense = { meetingId, demands: [{ producerId: 'x', spatialLayer: 99 }] } as never;
    expect(await codeOf(trpc.reportDemand.mutate(nonsense))).toBe('invalidInput');
    expect(to.linesOf('link call refused')).toHaveLength(6);
    expect([room.watchers, room.demands.size]).toEqual([0, 0]);
  });
});

it('LINK-4: a younger start of a server ends the link of the older one, which is let in no more', async () => {
  const [to, from] = [await nodes.start(), await nodes.start()];
  const older = await callAs(from, to);
  await older.trpc.hello.query();
  const { serverId, epoch } = from.start;
  const younger = { serverId, epoch: epoch + 1 };
  const token = await forgeToken({ from: younger, to: to.start, key: from.linkKey });
  await call(to, { token }).trpc.hello.query();
  expect(await older.waitForClose()).toBe(4001);
  expect(await codeOf((await callAs(from, to)).trpc.hello.query())).toBe('unauthorized');
  expect(refusals(to)).toEqual(['staleEpoch']);
});

it('LINK-5: a server of another version is refused, and the caller says so with its reason', async () => {
  const to = await nodes.start();
  let self: ClusterNode | undefined;
  const from = await nodes.start({
    changeDial: (dial) => ({
      ...dial,
      token: () =>
        forgeToken({ from: self!.start, to: to.start, key: self!.linkKey, claims: { protocol: 99 } }),
    }),
  });
  self = from;
  const meeting = await nodes.createMeeting();
  const there = await to.listen(meeting);
  await to.join(there);
  const here = await from.listen(meeting);
  await from.join(here);
  await waitUntil('the refusal', () => from.linkTo(to)?.state === 'refused');
  expect(from.linkTo(to)).toMatchObject({ state: 'refused', reason: 'otherProtocol' });
  expect(here.parts.get(to.serverId)).toMatchObject({ reachable: false, participants: [{ name: 'Ada' }] });
  expect(there.watchers).toBe(0);
});

it('LINK-6: off this machine a link is opened by https only, and taken by TLS only', async () => {
  const to = await nodes.start({ linkUrl: 'http://192.0.2.1:3001' });
  const from = await nodes.start();
  const meeting = await nodes.createMeeting();
  await to.join(await to.listen(meeting));
  await from.join(await from.listen(meeting));
  await waitUntil('the refusal', () => from.linkTo(to)?.state === 'refused');
  expect(from.linkTo(to)).toMatchObject({ reason: 'notEncrypted' });

  const socket = new PassThrough();
  const answer: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => answer.push(chunk));
  // What of a request is looked at.
  const request = { socket: { remoteAddress: '192.0.2.1' }, headers: {}, url: '/link' } as IncomingMessage;
  to.door.upgrade(request, socket, Buffer.alloc(0));
  await waitUntil('the answer', () => answer.length > 0);
  expect(Buffer.concat(answer).toString()).toMatch(/^HTTP\/1.1 403 /);
  expect(refusals(to)).toContain('notEncrypted');
});

it('LINK-7: a socket that says nothing, or too much, is closed', async () => {
  const to = await nodes.start({ limits: { linkCallMs: 200 } });
  const silent = new WebSocket(`${to.url}?connectionParams=1`);
  await waitUntil('it to be closed', () => silent.readyState === WebSocket.CLOSED);
  const caller = await callAs(await nodes.start(), to);
  await caller.trpc.hello.query();
  caller.webSocket.send('x'.repeat(9 * 1024 * 1024));
  expect(await caller.waitForClose()).toBe(1009);
});

it('LINK-8: a server that reads too slowly is let go', async () => {
  const [to, from] = [await nodes.start(), await nodes.start()];
  const meeting = await nodes.createMeeting();
  const room = await to.listen(meeting);
  await to.join(room);
  // Without a room of its own it opens no link by itself.
  await from.join(new FakeRoom(meeting.meetingId));
  const caller = await callAs(from, to);
  await caller.firstEvent(meeting.meetingId);
  caller.webSocket.pause();
  const seat = room.sitDown();
  for (let at = 0; at < 300; at += 1) room.sitDown({ ...seat, name: `${at}`.padEnd(100_000) });
  await waitFor('it to be let go', () => to.linesOf('link reads too slowly')[0]);
});

it('LINK-9: a link that falls silent is noticed and opened again', async () => {
  const limits = { linkCallMs: 300 };
  const [one, two] = [await nodes.start({ limits }), await nodes.start({ limits })];
  const meeting = await nodes.createMeeting();
  const here = await one.listen(meeting);
  await one.join(here);
  const there = await two.listen(meeting);
  await two.join(there);
  await waitUntil('the link', () => two.linkTo(one)?.state === 'open');
  one.linkRelay.stall();
  await waitUntil('it to be noticed', () => two.linkTo(one)?.state === 'retrying');
  one.linkRelay.mend();
  await waitUntil('the link again', () => two.linkTo(one)?.state === 'open');
  here.sitDown();
  await waitUntil('news over it', () => there.parts.get(one.serverId)?.participants.length === 2);
});

it('LINK-15: an opening to which nobody answers ends, and is tried again until somebody does', async () => {
  const limits = { linkCallMs: 300 };
  const [one, two] = [await nodes.start({ limits }), await nodes.start({ limits })];
  const meeting = await nodes.createMeeting();
  one.linkRelay.stall();
  await one.join(await one.listen(meeting));
  const there = await two.listen(meeting);
  await two.join(there);
  await waitUntil('the attempt to end', () => two.linkTo(one)?.state === 'retrying');
  // Whoever has begun while nobody heard it goes on waiting for the answer; it is the next one that is heard.
  one.linkRelay.wire.mend();
  await waitUntil('the link', () => two.linkTo(one)?.state === 'open');
  await waitUntil('news over it', () => there.parts.get(one.serverId)?.reachable === true);
});

it('LINK-16: a link that breaks while the database is away comes back without it', async () => {
  const limits = { databaseMs: 300 };
  const [one, two] = [await nodes.start({ limits }), await nodes.start({ limits })];
  const meeting = await nodes.createMeeting();
  const here = await one.listen(meeting);
  await one.join(here);
  const there = await two.listen(meeting);
  await two.join(there);
  await waitUntil('both links', () =>
    [one.linkTo(two), two.linkTo(one)].every((link) => link?.state === 'open'),
  );
  for (const { databaseRelay } of [one, two]) databaseRelay.stall();
  for (const { linkRelay } of [one, two]) linkRelay.cut();
  await waitUntil('the break', () => two.linkTo(one)?.state === 'retrying');
  for (const { linkRelay } of [one, two]) linkRelay.mend();
  await waitUntil('both links again', () =>
    [one.linkTo(two), two.linkTo(one)].every((link) => link?.state === 'open'),
  );
  here.sitDown();
  await waitUntil('news over it', () => there.parts.get(one.serverId)?.participants.length === 2);
});
