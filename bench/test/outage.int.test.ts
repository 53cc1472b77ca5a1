import { LocalCluster, type TestMeeting, waitUntil } from '@convene/media/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HeadlessParticipant } from '../src/index.ts';
import { People, sentLayers, streamOf, untilReceives } from './People.ts';

const LIMITS = { databaseMs: 1_500, heartbeatMs: 200, leaseMs: 1_000, demandLowerMs: 500 };

describe('two servers without the database', () => {
  const people = new People();
  let cluster: LocalCluster;
  let meeting: TestMeeting;
  let ada: HeadlessParticipant;
  let ann: HeadlessParticipant;
  let bob: HeadlessParticipant;

  beforeAll(async () => {
    cluster = await LocalCluster.start({ servers: 2, each: { workers: 1, limits: LIMITS } });
  });
  /** Ada and Ann sit on the first server, Bob on the second. */
  beforeEach(async () => {
    meeting = await cluster.createMeeting();
    const join = (name: string, server: number) => people.join(cluster.server(server), meeting, { name });
    ada = await join('Ada', 0);
    ann = await join('Ann', 0);
    bob = await join('Bob', 1);
    await Promise.all(pairs().map(([receiver, sender]) => untilReceives([receiver, sender, 'camera'])));
  });
  afterEach(() => {
    people.closeAll();
  });
  afterAll(async () => {
    await cluster.close();
  });

  const everybody = () => [ada, ann, bob];
  const pairs = () =>
    everybody().flatMap((one) =>
      everybody().flatMap((other) => (one === other ? [] : [[one, other] as const])),
    );
  const relays = () => cluster.servers.map(({ relay }) => relay!);
  const stored = ({ chat }: HeadlessParticipant) =>
    chat.entries.flatMap((entry) => (entry.state === 'stored' ? [`${entry.seq} ${entry.message}`] : []));

  it.each([
    ['refuses connections', () => relays().forEach((relay) => relay.cut())],
    ['takes connections and is silent', () => relays().forEach((relay) => relay.stall())],
  ] as const)(
    'OUTAGE-20 (DESIGN §6): it %s; media, mute, layers and typing go on over servers, chat waits and is stored once',
    async (_, takeAway) => {
      for (const person of everybody()) person.startCounting();
      takeAway();
      for (const { url } of cluster.servers) {
        await waitUntil('the server to have noticed', async () => {
          const { troubles } = (await (await fetch(`${url}/health`)).json()) as { troubles: string[] };
          return troubles.includes('databaseUnavailable');
        });
      }
      // Mute, on the same server and on the other one.
      await ada.setMuted(true);
      for (const other of [ann, bob]) {
        await waitUntil('Ada to be muted', () => {
          return other.snapshot.participants.find(({ name }) => name === 'Ada')?.muted === true;
        });
      }
      // Layers follow the tile, and the sender follows what is wanted.
      bob.draw({ width: 1280, height: 720 });
      await untilReceives([bob, ada, 'camera'], ({ width }) => width === 1280);
      bob.draw({ width: 320, height: 180 });
      await waitUntil('the low layer alone', () => {
        const active = sentLayers(ada, 'camera').map((layer) => layer.active);
        return active.join() === 'true,false,false';
      });
      // Typing.
      ann.client.setTyping(true);
      const annId = ann.snapshot.self?.participantId;
      await waitUntil('Ann to be typing', () => bob.chat.typing.some((id) => id === annId));
      // Chat is written, in order, and waits.
      for (const text of ['one', 'two']) ada.sendChat(text);
      bob.sendChat('three');
      expect(ada.chat.entries.map(({ state }) => state)).toEqual(['pending', 'pending']);

      for (const relay of relays()) relay.mend();
      for (const person of everybody()) {
        await waitUntil('all that was said', () => stored(person).length === 3);
        expect(stored(person)).toEqual(stored(ada));
      }
      const said = stored(ada).map((line) => line.slice(2));
      expect(said.toSorted()).toEqual(['one', 'three', 'two']);
      expect(said.indexOf('one')).toBeLessThan(said.indexOf('two'));
      const rows = () =>
        cluster.installation.query(
          `SELECT muted FROM participant WHERE meeting_id = $1 AND current_peer_id IS NOT NULL`,
          [meeting.meetingId],
        );
      await waitUntil('the mute in the map', async () => {
        const seats = await rows();
        return seats.length === 3 && seats.filter(({ muted }) => muted).length === 1;
      });
      for (const [receiver, sender] of pairs()) {
        expect(streamOf(receiver, sender, 'camera')).toMatchObject({ lost: 0, pictureBreaks: 0 });
      }
      expect(everybody().map(({ snapshot }) => snapshot.phase)).toEqual(
        everybody().map(() => ({ state: 'joined', connection: 'connected' })),
      );
    },
  );
});
