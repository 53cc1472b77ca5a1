import { randomUUID } from 'node:crypto';
import { BROWSER_SEAT, ServerEpoch, ServerId, UserId } from '@convene/protocol';
import { DecisionInputs, replay } from '@convene/placement';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enterMeeting } from './enterMeeting.ts';
import type { TestMediaServer } from './testing/TestMediaServer.ts';
import { WebFixture } from './testing/WebFixture.ts';

let fixture: WebFixture;
let servers: TestMediaServer[] = [];

beforeAll(async () => {
  fixture = await WebFixture.create();
});

afterEach(async () => {
  for (const { serverId, epoch } of servers) await fixture.db.servers.unregister({ id: serverId, epoch });
  servers = [];
});

afterAll(() => fixture.close());

async function mediaServer(options: Parameters<WebFixture['mediaServer']>[0] = {}): Promise<TestMediaServer> {
  const server = await fixture.mediaServer(options);
  servers.push(server);
  return server;
}

describe('the choice of a server', () => {
  it('ENTER-12: twenty people who come first at the same moment get one home', async () => {
    await Promise.all([mediaServer(), mediaServer(), mediaServer()]);
    const { slug, id } = await fixture.meeting();
    const entered = await Promise.all(
      Array.from({ length: 20 }, () => fixture.enter(fixture.browser(), slug)),
    );
    const chosen = new Set(entered.map(({ server }) => server.serverId));
    expect(chosen.size).toBe(1);
    expect(chosen).toContain((await fixture.db.meetings.get(id))?.homeServerId);
  });

  it('ENTER-12: who comes second goes where the first one went, though another server looked as good', async () => {
    const rivals = await Promise.all([mediaServer(), mediaServer()]);
    for (const { serverId: next } of rivals) {
      const { slug, id: meetingId } = await fixture.meeting();
      const { meetings, placements } = fixture.db;
      const db = {
        placements,
        meetings: {
          // Right after this person's look somebody else takes the home.
          readForEnter: async (...who: Parameters<typeof meetings.readForEnter>) => {
            const view = await meetings.readForEnter(...who);
            await meetings.takeHome({ meetingId, expected: null, next });
            return view;
          },
          takeHome: (...change: Parameters<typeof meetings.takeHome>) => meetings.takeHome(...change),
        },
      };
      const who = { userId: UserId.parse(randomUUID()), seatKey: BROWSER_SEAT };
      const entered = await enterMeeting({ ...fixture.services, db }, { ...who, slug, avoid: [] });
      expect(entered).toMatchObject({ result: 'entered', server: { serverId: next } });
    }
  });

  it('ENTER-13: twenty new meetings are spread over equal servers, before anybody has joined', async () => {
    await Promise.all([mediaServer(), mediaServer()]);
    const chosen: ServerId[] = [];
    for (let n = 0; n < 20; n++) {
      const { slug } = await fixture.meeting();
      const { server } = await fixture.enter(fixture.browser(), slug);
      chosen.push(server.serverId);
    }
    const counts = servers.map(({ serverId }) => chosen.filter((id) => id === serverId).length);
    expect(counts).toEqual([10, 10]);
  });

  it('ENTER-13: so are those that begin at the same moment, with five people each who meet in one place', async () => {
    await Promise.all([mediaServer(), mediaServer(), mediaServer()]);
    const meetings = await Promise.all(Array.from({ length: 30 }, () => fixture.meeting()));
    const homes = await Promise.all(
      meetings.map(async ({ slug }) => {
        const five = Array.from({ length: 5 }, () => fixture.enter(fixture.browser(), slug));
        const chosen = new Set((await Promise.all(five)).map(({ server }) => server.serverId));
        expect(chosen.size).toBe(1);
        return [...chosen][0];
      }),
    );
    const counts = servers.map(({ serverId }) => homes.filter((home) => home === serverId).length);
    // One that has just been written counts twice for those who looked at that moment.
    expect(Math.max(...counts) - Math.min(...counts), counts.join()).toBeLessThanOrEqual(4);
  });

  it('ENTER-14: who was sent elsewhere avoids that server; the meeting keeps its home', async () => {
    await Promise.all([mediaServer(), mediaServer()]);
    const { slug, id } = await fixture.meeting();
    const home = (await fixture.enter(fixture.browser(), slug)).server.serverId;
    const { server } = await fixture.enter(fixture.browser(), slug, { avoid: [home] });
    expect(server.serverId).not.toBe(home);
    expect((await fixture.db.meetings.get(id))?.homeServerId).toBe(home);
  });

  it('ENTER-15: a home that drains takes nobody new, and the meeting moves on', async () => {
    await Promise.all([mediaServer(), mediaServer()]);
    const { slug, id } = await fixture.meeting();
    const { serverId, epoch } = (await fixture.enter(fixture.browser(), slug)).server;
    await fixture.db.servers.setState({ id: serverId, epoch, state: 'draining' });
    const next = (await fixture.enter(fixture.browser(), slug)).server.serverId;
    expect(next).not.toBe(serverId);
    expect((await fixture.db.meetings.get(id))?.homeServerId).toBe(next);
  });

  it('ENTER-16: without a server the answer is noServer and says when to ask again', async () => {
    const { slug } = await fixture.meeting();
    const answer = await fixture.browser().api.meeting.enter.mutate({ slug });
    expect(answer).toEqual({ result: 'noServer', retryAfterMs: 1000, full: false });
  });

  it('ENTER-16: servers without room, and avoided ones, are no servers', async () => {
    await mediaServer({ capacity: 0 });
    const { serverId } = await mediaServer();
    const { slug } = await fixture.meeting();
    const answer = await fixture.browser().api.meeting.enter.mutate({ slug, avoid: [serverId] });
    expect(answer).toMatchObject({ result: 'noServer', full: true });
  });

  it('PLACE-29: when no server has space for one more person the answer says that it is full', async () => {
    const small = await mediaServer({ capacity: 5 });
    const { slug, id } = await fixture.meeting();
    const first = await fixture.enter(fixture.browser(), slug);
    expect(first.server.serverId).toBe(small.serverId);
    await fixture.sit(fixture.browser(), slug, { weight: 2 });
    const answer = await fixture.browser().api.meeting.enter.mutate({ slug });
    expect(answer).toEqual({ result: 'noServer', retryAfterMs: 1000, full: true });
    const last = (await fixture.db.placements.list(id)).at(-1);
    expect(last).toMatchObject({ serverId: null, reasons: [`${small.serverId} full`] });
  });

  it('PLACE-33: a token says that the server is not the home on purpose, so that it takes the person', async () => {
    const [first, second] = await Promise.all([mediaServer(), mediaServer()]);
    const { slug } = await fixture.meeting();
    const atHome = await fixture.enter(fixture.browser(), slug);
    expect(await fixture.verify(atHome.token)).not.toHaveProperty('spread');
    const home = atHome.server.serverId;
    const other = [first, second].find(({ serverId }) => serverId !== home)!;
    const away = await fixture.enter(fixture.browser(), slug, { avoid: [home] });
    expect(await fixture.verify(away.token)).toMatchObject({ serverId: other.serverId, spread: true });
  });

  it('PLACE-42: each choice of a server is a row that replays to it; entering takes two statements, whoever it is', async () => {
    await Promise.all([mediaServer(), mediaServer()]);
    const { slug, id } = await fixture.meeting();
    const chosen: ServerId[] = [];
    for (let person = 0; person < 4; person += 1) {
      fixture.statements.length = 0;
      const { server } = await fixture.enter(fixture.browser(), slug, person === 3 ? { avoid: chosen } : {});
      if (person < 3) chosen.splice(0, 1, server.serverId);
      expect(fixture.statements).toEqual([
        'meeting-read-for-enter',
        person === 0 ? 'meeting-take-home' : 'placement-add',
      ]);
    }
    const rows = await fixture.db.placements.list(id);
    expect(rows).toHaveLength(4);
    for (const { serverId, inputs, reasons } of rows) {
      expect(replay(DecisionInputs.parse(inputs))).toEqual({ chosen: serverId, reasons });
    }
    expect(rows.map(({ serverId }) => serverId === chosen[0])).toEqual([true, true, true, false]);
  });

  it('ENTER-17: a lost server that is silent is avoided while its lease still runs; all move to one home', async () => {
    await Promise.all([mediaServer(), mediaServer(), mediaServer()]);
    const { slug, id } = await fixture.meeting();
    const { serverId, epoch } = (await fixture.enter(fixture.browser(), slug)).server;
    await servers.find((server) => server.serverId === serverId)?.die();
    const lost = { serverId, epoch };
    const entered = await Promise.all(
      Array.from({ length: 6 }, () => fixture.enter(fixture.browser(), slug, { lost })),
    );
    const chosen = [...new Set(entered.map(({ server }) => server.serverId))];
    expect(chosen).toHaveLength(1);
    expect(chosen).not.toContain(serverId);
    expect((await fixture.db.meetings.get(id))?.homeServerId).toBe(chosen[0]);
  });

  it('ENTER-17: a lost server that hangs is given up after 300 ms', async () => {
    const hanging = await mediaServer();
    hanging.answersHealth = false;
    const { slug } = await fixture.meeting();
    const { serverId, epoch } = (await fixture.enter(fixture.browser(), slug)).server;
    const before = performance.now();
    const answer = await fixture.browser().api.meeting.enter.mutate({ slug, lost: { serverId, epoch } });
    expect(answer).toMatchObject({ result: 'noServer' });
    expect(performance.now() - before).toBeGreaterThanOrEqual(290);
    expect(performance.now() - before).toBeLessThan(1500);
  });

  it('ENTER-22: who may resume a peer there is told that the server is up, and nothing is written', async () => {
    const alive = await mediaServer();
    const other = await mediaServer();
    const { slug, id } = await fixture.meeting();
    const person = fixture.browser();
    const { server } = await fixture.enter(person, slug);
    const lost = { serverId: server.serverId, epoch: server.epoch, resuming: true };
    const rows = (await fixture.db.placements.list(id)).length;
    fixture.statements.length = 0;
    expect(await person.api.meeting.enter.mutate({ slug, lost })).toEqual({ result: 'serverUp' });
    expect(fixture.statements).toEqual(['meeting-read-for-enter']);
    expect(await fixture.db.placements.list(id)).toHaveLength(rows);
    // As another process it is no place to resume anything at, and when it is gone neither.
    const home = [alive, other].find(({ serverId }) => serverId === server.serverId)!;
    await home.register(fixture.db);
    expect(await person.api.meeting.enter.mutate({ slug, lost })).toMatchObject({ result: 'entered' });
    await home.die();
    const elsewhere = await person.api.meeting.enter.mutate({ slug, lost });
    expect(elsewhere).toMatchObject({ result: 'entered' });
    expect(elsewhere.result === 'entered' && elsewhere.server.serverId).not.toBe(server.serverId);
  });

  it('ENTER-18: a lost server that answers as its row says is used again', async () => {
    await Promise.all([mediaServer(), mediaServer()]);
    const { slug } = await fixture.meeting();
    const { server } = await fixture.enter(fixture.browser(), slug);
    const again = await fixture.enter(fixture.browser(), slug, {
      lost: { serverId: server.serverId, epoch: server.epoch },
    });
    expect(again.server).toEqual(server);
  });

  it('ENTER-18: one that has started again and registered is used with its new epoch', async () => {
    const restarted = await mediaServer();
    const { slug } = await fixture.meeting();
    const { server } = await fixture.enter(fixture.browser(), slug);
    await restarted.register(fixture.db);
    expect(restarted.epoch).toBeGreaterThan(server.epoch);
    const again = await fixture.enter(fixture.browser(), slug, {
      lost: { serverId: server.serverId, epoch: server.epoch },
    });
    expect(again.server).toEqual({ ...server, epoch: restarted.epoch });
    expect(await fixture.verify(again.token)).toMatchObject({ serverEpoch: restarted.epoch });
  });

  it('ENTER-18: one that has started again and is not registered yet is avoided', async () => {
    const starting = await mediaServer();
    const { slug } = await fixture.meeting();
    const { server } = await fixture.enter(fixture.browser(), slug);
    starting.epoch = ServerEpoch.parse(server.epoch + 1);
    const answer = await fixture.browser().api.meeting.enter.mutate({
      slug,
      lost: { serverId: server.serverId, epoch: server.epoch },
    });
    expect(answer).toMatchObject({ result: 'noServer' });
  });

  it('ENTER-18: a lost server that has no row any more needs no probe', async () => {
    const { serverId } = await mediaServer();
    const { slug } = await fixture.meeting();
    const lost = { serverId: ServerId.parse(randomUUID()), epoch: ServerEpoch.parse(1) };
    expect((await fixture.enter(fixture.browser(), slug, { lost })).server.serverId).toBe(serverId);
  });
});
