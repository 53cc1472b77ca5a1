import { LocalCluster, type TestMeeting, waitUntil } from '@convene/media/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HeadlessParticipant } from '../src/index.ts';
import { judgeRoom } from '../src/load/judge.ts';
import { People, sentLayers, streamOf, untilReceives } from './People.ts';

const ALL = { audio: true, video: true, receive: 'all' } as const;

describe('one meeting over several servers', () => {
  const people = new People();
  let cluster: LocalCluster;
  let meeting: TestMeeting;

  beforeAll(async () => {
    cluster = await LocalCluster.start({
      servers: 3,
      each: { limits: { demandLowerMs: 500, peerWithoutSocketMs: 300, peerPageGoneMs: 300 } },
    });
  });
  beforeEach(async () => {
    meeting = await cluster.createMeeting();
  });
  afterEach(() => {
    people.closeAll();
  });
  afterAll(async () => {
    await cluster.close();
  });

  const join = (name: string, server: number, options: Omit<Parameters<People['join']>[2], 'name'> = {}) =>
    people.join(cluster.server(server), meeting, { name, ...options });

  const verdictOf = (all: readonly HeadlessParticipant[]) =>
    judgeRoom(
      all.map((person) => person.report()),
      ALL,
    );

  it('LOAD-17: twelve people on three servers receive each other, without a loss', async () => {
    const all: HeadlessParticipant[] = [];
    for (let number = 0; number < 12; number += 1) all.push(await join(`Person ${number}`, number % 3));
    await waitUntil('everybody to receive everybody', () => {
      const { expected, misses } = verdictOf(all);
      return expected === 12 * 11 * 2 && misses.length === 0;
    });
    const before = verdictOf(all).packets;
    await waitUntil('more of it', () => verdictOf(all).packets > before + 2000);
    expect(verdictOf(all)).toMatchObject({ misses: [], lost: 0, pictureBreaks: 0 });
  });

  it('LOAD-17: who leaves is gone from the others, on whatever server', async () => {
    const [ada, bob, eve] = [await join('Ada', 0), await join('Bob', 1), await join('Eve', 2)];
    await waitUntil('everybody to receive everybody', () => verdictOf([ada, bob, eve]).misses.length === 0);
    await bob.leave();
    for (const other of [ada, eve]) {
      await waitUntil('Bob gone', () => streamOf(other, bob, 'camera') === undefined);
      expect(other.snapshot.participants.map(({ name }) => name).sort()).toEqual(['Ada', 'Eve']);
    }
    await waitUntil('the two', () => verdictOf([ada, eve]).misses.length === 0);
  });

  it('LOAD-17: a screen is shared, and chat read, on whatever server', async () => {
    const ada = await join('Ada', 0, { send: { layers: 0 } });
    const [bob, eve] = [await join('Bob', 1), await join('Eve', 2)];
    await ada.startScreenShare();
    for (const other of [bob, eve]) {
      await untilReceives([other, ada, 'screen'], ({ width, frames }) => width === 1280 && frames > 2);
      await untilReceives([other, ada, 'screenAudio']);
    }
    ada.sendChat('one');
    bob.sendChat('two');
    eve.sendChat('three');
    const messages = ({ chat }: HeadlessParticipant) =>
      chat.entries.flatMap((entry) => (entry.state === 'stored' ? [`${entry.seq} ${entry.message}`] : []));
    await waitUntil('three messages for all', () =>
      [ada, bob, eve].every((each) => messages(each).length === 3),
    );
    expect(messages(bob)).toEqual(messages(ada));
    expect(messages(eve)).toEqual(messages(ada));
    await ada.stopScreenShare();
    for (const other of [bob, eve]) {
      await waitUntil('no screen', () => streamOf(other, ada, 'screen') === undefined);
    }
  });

  it('LOAD-18: a layer follows the tile over servers, and what nobody watches anywhere is not sent', async () => {
    const ada = await join('Ada', 0);
    const [bob, eve] = [
      await join('Bob', 1, { send: { layers: 0 } }),
      await join('Eve', 2, { send: { layers: 0 } }),
    ];
    const active = () => sentLayers(ada, 'camera').map((layer) => layer.active);
    await untilReceives([bob, ada, 'camera'], ({ width }) => width === 320);
    await waitUntil('the low layer alone', () => active().join() === 'true,false,false');
    bob.draw({ width: 1280, height: 720 });
    await untilReceives([bob, ada, 'camera'], ({ width }) => width === 1280);
    expect(active()).toEqual([true, true, true]);
    bob.draw({ visible: false });
    await waitUntil('the low layer, for Eve', () => active().join() === 'true,false,false');
    eve.draw({ visible: false });
    await waitUntil('nothing', () => active().join() === 'false,false,false');
    eve.draw({ visible: true });
    const frames = streamOf(eve, ada, 'camera')?.frames ?? 0;
    await untilReceives([eve, ada, 'camera'], (stream) => stream.frames > frames + 2);
    expect(streamOf(eve, ada, 'camera')).toMatchObject({ lost: 0, pictureBreaks: 0 });
  });
});
