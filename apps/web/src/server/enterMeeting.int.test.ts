import { randomUUID } from 'node:crypto';
import {
  BROWSER_SEAT,
  type EnterInput,
  MeetingSlug,
  PeerId,
  SeatEpoch,
  SeatKey,
  ServerEpoch,
  ServerId,
  UserId,
} from '@convene/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enterMeeting } from './enterMeeting.ts';
import type { Browser } from './testing/Browser.ts';
import type { TestMediaServer } from './testing/TestMediaServer.ts';
import { WebFixture } from './testing/WebFixture.ts';

let fixture: WebFixture;
let servers: TestMediaServer[] = [];

beforeAll(async () => {
  fixture = await WebFixture.create({
    ICE_SERVERS: [{ urls: 'turn:turn.example.org', username: 'convene', credential: 'secret' }],
  });
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

/** Makes a meeting in the database, past the API. */
async function meeting(settings: { maxParticipants?: number } = {}) {
  const letters = Array.from({ length: 10 }, () =>
    String.fromCharCode(97 + Math.floor(Math.random() * 26)),
  ).join('');
  const slug = MeetingSlug.parse(`${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7)}`);
  const created = await fixture.db.meetings.create({
    slug,
    title: '',
    hostUserId: UserId.parse(randomUUID()),
    settings,
  });
  if (created.outcome !== 'created') throw new Error(created.outcome);
  return created.meeting;
}

async function enter(browser: Browser, slug: string, input: Partial<EnterInput> = {}) {
  const answer = await browser.api.meeting.enter.mutate({ slug, ...input });
  if (answer.result !== 'entered') throw new Error(`entering ended with ${answer.result}`);
  return answer;
}

/** Sits somebody down, as their media server does when they join. */
async function sit(
  browser: Browser,
  slug: string,
  { seatKey = BROWSER_SEAT, ...options }: { name?: string; muted?: boolean; seatKey?: SeatKey } = {},
) {
  const { token, meeting, server, role } = await enter(browser, slug, { seatKey });
  const { userId } = await fixture.verify(token);
  const joined = await fixture.db.rooms.join({
    meetingId: meeting.meetingId,
    userId: UserId.parse(userId),
    seatKey,
    role,
    name: 'Ada',
    peerId: PeerId.parse(randomUUID()),
    serverId: server.serverId,
    serverEpoch: server.epoch,
    weight: 1,
    takeOver: false,
    decision: { inputs: {}, reasons: [] },
    ...options,
  });
  if (joined.outcome !== 'joined') throw new Error(`join ended with ${joined.outcome}`);
  return joined;
}

describe('meeting.create', () => {
  it('ENTER-1: answers a code and a link; who made the meeting enters it as host', async () => {
    await mediaServer();
    const ada = fixture.browser();
    const { slug, url } = await ada.api.meeting.create.mutate({ title: 'Weekly' });
    expect(slug).toMatch(/^[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
    expect(url).toBe(`${fixture.url}/m/${slug}`);
    const entered = await enter(ada, slug);
    expect(entered).toMatchObject({ role: 'host', meeting: { slug, title: 'Weekly' } });
  });

  it('ENTER-2: everybody else enters as a participant', async () => {
    await mediaServer();
    const { slug } = await fixture.browser().api.meeting.create.mutate({});
    expect(await enter(fixture.browser(), slug)).toMatchObject({ role: 'participant' });
  });

  it('ENTER-2: the host’s second seat is a participant’s', async () => {
    await mediaServer();
    const ada = fixture.browser();
    const { slug } = await ada.api.meeting.create.mutate({});
    const seatKey = SeatKey.parse(randomUUID());
    expect(await enter(ada, slug, { seatKey })).toMatchObject({ role: 'participant' });
  });

  it('ENTER-3: a title of 500 characters is refused', async () => {
    const call = fixture.browser().api.meeting.create.mutate({ title: 'x'.repeat(500) });
    await expect(call).rejects.toMatchObject({
      data: { httpStatus: 400, wire: { code: 'invalidInput', details: { field: 'title' } } },
    });
  });
});

describe('meeting.enter', () => {
  it('ENTER-4: answers the server, its capabilities, the ICE servers and an empty seat', async () => {
    const server = await mediaServer();
    const { slug, id } = await meeting();
    const entered = await enter(fixture.browser(), slug);
    expect(entered).toMatchObject({
      meeting: { meetingId: id, slug },
      server: { serverId: server.serverId, epoch: server.epoch, url: server.url },
      routerRtpCapabilities: { codecs: [{ mimeType: 'audio/opus' }] },
      iceServers: [{ urls: 'turn:turn.example.org', username: 'convene', credential: 'secret' }],
      seat: { participantId: null, name: null, occupied: false, muted: false, cameraOff: false },
    });
  });

  it('ENTER-5: the token holds for this seat, meeting, server and epoch, and for its time', async () => {
    const server = await mediaServer();
    const { slug, id } = await meeting();
    const before = Date.now();
    const { token, expiresAt } = await enter(fixture.browser(), slug);
    expect(await fixture.verify(token)).toMatchObject({
      meetingId: id,
      slug,
      seatKey: 'browser',
      role: 'participant',
      serverId: server.serverId,
      serverEpoch: server.epoch,
    });
    expect(expiresAt - before).toBeGreaterThan(9 * 60_000);
    expect(expiresAt - before).toBeLessThanOrEqual(10 * 60_000 + 1000);
    await expect(fixture.verify(token, expiresAt + 1000)).rejects.toThrow('exp');
  });

  it('ENTER-5: a token that was changed, or signed with another key, does not verify', async () => {
    await mediaServer();
    const { slug } = await meeting();
    const { token } = await enter(fixture.browser(), slug);
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...Object(claims), role: 'host' })).toString('base64url');
    await expect(fixture.verify(`${head}.${forged}.${signature}`)).rejects.toThrow('signature');
    const other = await WebFixture.create();
    try {
      await expect(other.verify(token)).rejects.toThrow('signature');
    } finally {
      await other.close();
    }
  });

  it('ENTER-6: takes two statements for the first person of a meeting and one for all others', async () => {
    await mediaServer();
    const { slug } = await meeting();
    const counts = [];
    for (let person = 0; person < 3; person++) {
      fixture.statements.length = 0;
      await enter(fixture.browser(), slug);
      counts.push([...fixture.statements]);
    }
    expect(counts).toEqual([
      ['meeting-read-for-enter', 'meeting-take-home'],
      ['meeting-read-for-enter'],
      ['meeting-read-for-enter'],
    ]);
  });

  it.each(['', 'x'.repeat(200), '../../etc/passwd', '<b>abc</b>', 'abc-defg-hi', 'ABC DEFG HIJ KLM'])(
    'ENTER-7: text that is no code (%j) is answered with notFound, without a look into the database',
    async (slug) => {
      fixture.statements.length = 0;
      expect(await fixture.browser().api.meeting.enter.mutate({ slug })).toEqual({ result: 'notFound' });
      expect(fixture.statements).toEqual([]);
    },
  );

  it('ENTER-7: a meeting that does not exist is answered with notFound', async () => {
    await mediaServer();
    const answer = await fixture.browser().api.meeting.enter.mutate({ slug: 'zzz-zzzz-zzz' });
    expect(answer).toEqual({ result: 'notFound' });
  });

  it('ENTER-8: a meeting that has ended is answered with ended', async () => {
    await mediaServer();
    const { slug, id } = await meeting();
    await fixture.db.meetings.end(id);
    expect(await fixture.browser().api.meeting.enter.mutate({ slug })).toEqual({ result: 'ended' });
  });

  it('ENTER-9: a full meeting is answered with full; who has a seat in it may come back', async () => {
    await mediaServer();
    const { slug } = await meeting({ maxParticipants: 1 });
    const ada = fixture.browser();
    await sit(ada, slug);
    expect(await fixture.browser().api.meeting.enter.mutate({ slug })).toEqual({ result: 'full', limit: 1 });
    expect(await enter(ada, slug)).toMatchObject({ result: 'entered' });
  });

  it('ENTER-10: the seat comes back as it was left: name, mute state, and whether a tab sits in it', async () => {
    await mediaServer();
    const { slug } = await meeting();
    const ada = fixture.browser();
    const { participantId, seatEpoch } = await sit(ada, slug, { name: 'Ada', muted: true });
    const seat = { participantId, name: 'Ada', muted: true, cameraOff: false };
    expect(await enter(ada, slug)).toMatchObject({ seat: { ...seat, occupied: true } });
    expect(await enter(ada, slug, { heldSeatEpoch: seatEpoch })).toMatchObject({
      seat: { ...seat, occupied: false },
    });
    expect(await enter(ada, slug, { heldSeatEpoch: SeatEpoch.parse(seatEpoch - 1) })).toMatchObject({
      seat: { ...seat, occupied: true },
    });
  });

  it('ENTER-11: another seat of the same browser is empty, and knows the person’s name', async () => {
    await mediaServer();
    const { slug } = await meeting();
    const ada = fixture.browser();
    await sit(ada, slug, { name: 'Ada' });
    const seatKey = SeatKey.parse(randomUUID());
    expect(await enter(ada, slug, { seatKey })).toMatchObject({
      seat: { participantId: null, name: 'Ada', occupied: false },
    });
  });
});

describe('the choice of a server', () => {
  it('ENTER-12: twenty people who come first at the same moment get one home', async () => {
    await Promise.all([mediaServer(), mediaServer(), mediaServer()]);
    const { slug, id } = await meeting();
    const entered = await Promise.all(Array.from({ length: 20 }, () => enter(fixture.browser(), slug)));
    const chosen = new Set(entered.map(({ server }) => server.serverId));
    expect(chosen.size).toBe(1);
    expect(chosen).toContain((await fixture.db.meetings.get(id))?.homeServerId);
  });

  it('ENTER-12: who comes second goes where the first one went, though another server looked as good', async () => {
    const rivals = await Promise.all([mediaServer(), mediaServer()]);
    for (const { serverId: next } of rivals) {
      const { slug, id: meetingId } = await meeting();
      const { meetings } = fixture.db;
      const db = {
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
      const { slug } = await meeting();
      const { server } = await enter(fixture.browser(), slug);
      chosen.push(server.serverId);
    }
    const counts = servers.map(({ serverId }) => chosen.filter((id) => id === serverId).length);
    expect(counts).toEqual([10, 10]);
  });

  it('ENTER-14: who was sent elsewhere avoids that server; the meeting keeps its home', async () => {
    await Promise.all([mediaServer(), mediaServer()]);
    const { slug, id } = await meeting();
    const home = (await enter(fixture.browser(), slug)).server.serverId;
    const { server } = await enter(fixture.browser(), slug, { avoid: [home] });
    expect(server.serverId).not.toBe(home);
    expect((await fixture.db.meetings.get(id))?.homeServerId).toBe(home);
  });

  it('ENTER-15: a home that drains takes nobody new, and the meeting moves on', async () => {
    await Promise.all([mediaServer(), mediaServer()]);
    const { slug, id } = await meeting();
    const { serverId, epoch } = (await enter(fixture.browser(), slug)).server;
    await fixture.db.servers.setState({ id: serverId, epoch, state: 'draining' });
    const next = (await enter(fixture.browser(), slug)).server.serverId;
    expect(next).not.toBe(serverId);
    expect((await fixture.db.meetings.get(id))?.homeServerId).toBe(next);
  });

  it('ENTER-16: without a server the answer is noServer and says when to ask again', async () => {
    const { slug } = await meeting();
    const answer = await fixture.browser().api.meeting.enter.mutate({ slug });
    expect(answer).toEqual({ result: 'noServer', retryAfterMs: 1000 });
  });

  it('ENTER-16: servers without room, and avoided ones, are no servers', async () => {
    await mediaServer({ capacity: 0 });
    const { serverId } = await mediaServer();
    const { slug } = await meeting();
    const answer = await fixture.browser().api.meeting.enter.mutate({ slug, avoid: [serverId] });
    expect(answer).toMatchObject({ result: 'noServer' });
  });

  it('ENTER-17: a lost server that is silent is avoided while its lease still runs; all move to one home', async () => {
    await Promise.all([mediaServer(), mediaServer(), mediaServer()]);
    const { slug, id } = await meeting();
    const { serverId, epoch } = (await enter(fixture.browser(), slug)).server;
    await servers.find((server) => server.serverId === serverId)?.die();
    const lost = { serverId, epoch };
    const entered = await Promise.all(
      Array.from({ length: 6 }, () => enter(fixture.browser(), slug, { lost })),
    );
    const chosen = [...new Set(entered.map(({ server }) => server.serverId))];
    expect(chosen).toHaveLength(1);
    expect(chosen).not.toContain(serverId);
    expect((await fixture.db.meetings.get(id))?.homeServerId).toBe(chosen[0]);
  });

  it('ENTER-17: a lost server that hangs is given up after 300 ms', async () => {
    const hanging = await mediaServer();
    hanging.answersHealth = false;
    const { slug } = await meeting();
    const { serverId, epoch } = (await enter(fixture.browser(), slug)).server;
    const before = performance.now();
    const answer = await fixture.browser().api.meeting.enter.mutate({ slug, lost: { serverId, epoch } });
    expect(answer).toMatchObject({ result: 'noServer' });
    expect(performance.now() - before).toBeGreaterThanOrEqual(290);
    expect(performance.now() - before).toBeLessThan(1500);
  });

  it('ENTER-18: a lost server that answers as its row says is used again', async () => {
    await Promise.all([mediaServer(), mediaServer()]);
    const { slug } = await meeting();
    const { server } = await enter(fixture.browser(), slug);
    const again = await enter(fixture.browser(), slug, {
      lost: { serverId: server.serverId, epoch: server.epoch },
    });
    expect(again.server).toEqual(server);
  });

  it('ENTER-18: one that has started again and registered is used with its new epoch', async () => {
    const restarted = await mediaServer();
    const { slug } = await meeting();
    const { server } = await enter(fixture.browser(), slug);
    await restarted.register(fixture.db);
    expect(restarted.epoch).toBeGreaterThan(server.epoch);
    const again = await enter(fixture.browser(), slug, {
      lost: { serverId: server.serverId, epoch: server.epoch },
    });
    expect(again.server).toEqual({ ...server, epoch: restarted.epoch });
    expect(await fixture.verify(again.token)).toMatchObject({ serverEpoch: restarted.epoch });
  });

  it('ENTER-18: one that has started again and is not registered yet is avoided', async () => {
    const starting = await mediaServer();
    const { slug } = await meeting();
    const { server } = await enter(fixture.browser(), slug);
    starting.epoch = ServerEpoch.parse(server.epoch + 1);
    const answer = await fixture.browser().api.meeting.enter.mutate({
      slug,
      lost: { serverId: server.serverId, epoch: server.epoch },
    });
    expect(answer).toMatchObject({ result: 'noServer' });
  });

  it('ENTER-18: a lost server that has no row any more needs no probe', async () => {
    const { serverId } = await mediaServer();
    const { slug } = await meeting();
    const lost = { serverId: ServerId.parse(randomUUID()), epoch: ServerEpoch.parse(1) };
    expect((await enter(fixture.browser(), slug, { lost })).server.serverId).toBe(serverId);
  });
});
