import { randomUUID } from 'node:crypto';
import { streamIdOf } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalCluster } from './LocalCluster.ts';
import { consumerOf, send, type Sitting, Sittings } from './Sittings.ts';
import { viewTile } from './viewTile.ts';
import { waitUntil } from './waitFor.ts';
import { WebRtcClient } from './WebRtcClient.ts';

/** Below the limit of signals a second. */
const POLLS_A_SIGNAL = 20;

describe('what people of two servers with two workers each say and want', () => {
  let cluster: LocalCluster;
  let meeting: TestMeeting;

  beforeAll(async () => {
    cluster = await LocalCluster.start({
      servers: 2,
      each: { media: { spread: true }, limits: { demandLowerMs: 300, pipeIdleMs: 500 } },
    });
  });
  afterAll(() => cluster.close());
  beforeEach(async () => {
    meeting = await cluster.createMeeting();
  });

  const sit: Sittings['sit'] = (...of) => new Sittings(cluster, meeting).sit(...of);
  const idOf = ({ joined }: Sitting) => joined.self.participantId;
  const roomOn = (index: number) =>
    cluster.server(index).server.rooms.all.find((room) => room.meeting.meetingId === meeting.meetingId)!;

  it('DEMAND-12, DEMAND-14: a publisher is told what is wanted on all servers, and again when it was resynced', async () => {
    const [ada, bob, eve] = [await sit(0, 'Ada'), await sit(0, 'Bob'), await sit(1, 'Eve')];
    const producerId = await send(ada, 'camera');
    const streamId = streamIdOf(idOf(ada), 'camera');
    for (const other of [bob, eve]) {
      const { consumerId } = await consumerOf(other, producerId);
      await other.client.trpc.setView.mutate({ tiles: [viewTile(streamId)] });
      await other.client.trpc.resumeConsumer.mutate({ consumerId });
    }
    const told = () => ada.client.eventsOf('demandChanged').map((event) => event.spatialLayer);
    await waitUntil('the lowest layer', () => told().at(-1) === 0);
    await eve.client.trpc.setView.mutate({ tiles: [viewTile(streamId, { height: 720, width: 1280 })] });
    await waitUntil('the highest layer', () => told().at(-1) === 2);
    await eve.client.trpc.setView.mutate({ tiles: [viewTile(streamId, { visible: false })] });
    await waitUntil('the lowest layer again', () => told().at(-1) === 0);
    await bob.client.trpc.leave.mutate();
    await waitUntil('no layer', () => told().at(-1) === -1);
    // Whoever gets a snapshot in place of the events is told anew.
    for (let count = 0; count <= 1000; count += 1) {
      roomOn(0).gathering.broadcast({ type: 'activeSpeakerChanged', participantId: null });
    }
    ada.client.events.length = 0;
    ada.client.subscribe(1);
    await ada.client.waitForEvent('resynced');
    expect(await ada.client.waitForEvent('demandChanged')).toMatchObject({ producerId, spatialLayer: -1 });
    await eve.client.trpc.leave.mutate();
  });

  it('SPREAD-10, SPREAD-11, SPREAD-12: chat, private messages and signals over workers and servers', async () => {
    const join = async (index: number, name: string) => {
      const client = new WebRtcClient(await cluster.enter(index, meeting));
      await client.join(name);
      return client;
    };
    const [ada, bob, eve] = [await join(0, 'Ada'), await join(0, 'Bob'), await join(1, 'Eve')];
    const all = [ada, bob, eve];
    const say = (message: string, to?: WebRtcClient) => ({
      type: 'chat' as const,
      clientMessageId: randomUUID(),
      message,
      ...(to && { to: to.participantId }),
    });
    for (let n = 0; n < 4; n += 1) for (const client of all) client.sendChat(say(`${n}`));
    const numbers = ({ chat }: WebRtcClient) => chat.flatMap((down) => ('seq' in down ? [down.seq] : []));
    await waitUntil('twelve numbers at each', () => all.every((client) => numbers(client).length === 12));
    const others = ({ chat }: WebRtcClient) =>
      chat.flatMap((down) => (down.type === 'chat' ? [down.seq] : []));
    for (const client of all) {
      expect(new Set(numbers(client)).size).toBe(12);
      expect(others(client)).toEqual(others(client).toSorted((one, other) => one - other));
      expect(others(client)).toHaveLength(8);
    }
    ada.sendChat(say('psst', eve));
    await eve.waitForChat('the private message', (down) => down.type === 'chat' && down.message === 'psst');
    await bob.waitForChat('its number', (down) => down.type === 'skipped');
    expect(bob.chat.some((down) => down.type === 'chat' && down.message === 'psst')).toBe(false);
    const has = (client: WebRtcClient, type: string) => client.signals.some((down) => down.type === type);
    let polls = 0;
    await waitUntil('both signals at Bob, and at whoever sent the other one', () => {
      // One that is lost is not sent again by itself.
      if (polls % POLLS_A_SIGNAL === 0) {
        ada.sendSignal({ type: 'reaction', emoji: '👋' });
        eve.sendSignal({ type: 'typing', typing: true });
      }
      polls += 1;
      return has(bob, 'reaction') && has(bob, 'typing') && has(eve, 'reaction') && has(ada, 'typing');
    });
    expect([has(ada, 'reaction'), has(eve, 'typing')]).toEqual([false, false]);
    for (const client of all) client.close();
  });

  it('SPREAD-17: of 26 microphones on two servers the loudest ten are consumed', async () => {
    const input = { cameraOff: true };
    for (let n = 0; n < 26; n += 1) await send(await sit(n % 2, `Person ${n}`, { input }), 'microphone');
    await waitUntil('all microphones to be known', () => roomOn(0).gathering.roster.infos.length === 26);
    const late = await sit(0, 'Max', { input });
    const heard = () => late.joined.snapshot.consumers.length + late.client.eventsOf('newConsumer').length;
    await waitUntil('ten', () => heard() >= 10);
    expect(heard()).toBe(10);
    expect(late.joined.snapshot.streams).toHaveLength(26);
  });
});
