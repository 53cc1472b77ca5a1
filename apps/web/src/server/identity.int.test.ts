import { randomUUID } from 'node:crypto';
import { BROWSER_SEAT, PeerId, UserId } from '@convene/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminSecret } from './AdminSecret.ts';
import { createMeeting } from './createMeeting.ts';
import { Browser, wireErrorOf } from './testing/Browser.ts';
import { WebFixture } from './testing/WebFixture.ts';
import { TrustedProxies } from './TrustedProxies.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let now = Date.now();
let fixture: WebFixture;

beforeAll(async () => {
  fixture = await WebFixture.create({ now: () => now, proxies: new TrustedProxies(['127.0.0.1']) });
  await fixture.mediaServer();
});

afterAll(() => fixture.close());

async function userIdOf(browser: Browser, slug: string): Promise<UserId> {
  const entered = await fixture.enter(browser, slug);
  // The token is good by the database's time, the cookie by the web app's.
  const { userId } = await fixture.verify(entered.token);
  return UserId.parse(userId);
}

/** A meeting with one person, as far as the database knows. */
async function meetingOf(browser: Browser) {
  const { slug } = await browser.api.meeting.create.mutate({});
  const entered = await fixture.enter(browser, slug);
  const { userId } = await fixture.verify(entered.token, now);
  const { meetingId } = entered.meeting;
  const joined = await fixture.db.rooms.join({
    meetingId,
    userId: UserId.parse(userId),
    seatKey: BROWSER_SEAT,
    role: 'host',
    name: 'Ada',
    peerId: PeerId.parse(randomUUID()),
    serverId: entered.server.serverId,
    serverEpoch: entered.server.epoch,
    weight: 1,
    takeOver: true,
    decision: { inputs: {}, reasons: [] },
  });
  if (joined.outcome !== 'joined') throw new Error(joined.outcome);
  return { slug, meetingId, participantId: joined.participantId };
}

describe('a guest’s identity', () => {
  it('TOKEN-1: is given by the first call and kept by all later ones', async () => {
    const ada = fixture.browser();
    const { slug } = await ada.api.meeting.create.mutate({});
    const first = await userIdOf(ada, slug);
    expect(await userIdOf(ada, slug)).toBe(first);
    expect(ada.setCookies).toHaveLength(1);
    expect(await userIdOf(fixture.browser(), slug)).not.toBe(first);
  });

  it('TOKEN-2: its cookie cannot be read by scripts nor sent by other sites, and lasts a year', async () => {
    const ada = fixture.browser();
    await ada.api.meeting.create.mutate({});
    expect(ada.setCookies[0]).toMatch(
      /^convene_id=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=31536000$/,
    );
  });

  it('TOKEN-2: over TLS its cookie is Secure, and the app says so for half a year', async () => {
    const headers = { origin: fixture.url.replace('http', 'https'), 'x-forwarded-proto': 'https' };
    const ada = new Browser(fixture.url, headers);
    const { url } = await ada.api.meeting.create.mutate({});
    expect(url).toMatch(/^https:/);
    expect(ada.setCookies[0]).toMatch(/; Secure$/);
    const page = await fetch(fixture.url, { headers: { 'x-forwarded-proto': 'https' } });
    expect(page.headers.get('strict-transport-security')).toBe('max-age=15724800');
  });

  it('TOKEN-3: a forged, changed or foreign cookie is worth nothing: the caller is somebody new', async () => {
    const ada = fixture.browser();
    const { slug } = await ada.api.meeting.create.mutate({});
    const own = await userIdOf(ada, slug);
    const cookie = ada.cookies.get('convene_id') ?? '';
    const [, expiresAt, mac] = cookie.split('.');
    const foreign = await WebFixture.create();
    try {
      const stranger = foreign.browser();
      await stranger.api.meeting.create.mutate({});
      const forgeries = [
        own,
        `${own}.${expiresAt}`,
        `${own}.${expiresAt}.`,
        `${own}.${Number(expiresAt) + 1}.${mac}`,
        `${randomUUID()}.${expiresAt}.${mac}`,
        `${cookie}.x`,
        stranger.cookies.get('convene_id') ?? '',
        'x'.repeat(4000),
      ];
      for (const forgery of forgeries) {
        const eve = fixture.browser();
        eve.cookies.set('convene_id', forgery);
        const userId = await userIdOf(eve, slug);
        expect([forgery, userId]).not.toEqual([forgery, own]);
        expect(eve.setCookies).toHaveLength(1);
      }
    } finally {
      await foreign.close();
    }
  });

  it('TOKEN-4: a cookie in use is given again after half a year, for the same person', async () => {
    const ada = fixture.browser();
    const { slug } = await ada.api.meeting.create.mutate({});
    const first = await userIdOf(ada, slug);
    const start = now;
    try {
      now = start + 180 * DAY_MS;
      await userIdOf(ada, slug);
      expect(ada.setCookies).toHaveLength(1);
      now = start + 190 * DAY_MS;
      expect(await userIdOf(ada, slug)).toBe(first);
      expect(ada.setCookies).toHaveLength(2);
      now = start + 500 * DAY_MS;
      expect(await userIdOf(ada, slug)).toBe(first);
    } finally {
      now = start;
    }
  });

  it('TOKEN-4: a cookie that is over makes somebody new', async () => {
    const ada = fixture.browser();
    const { slug } = await ada.api.meeting.create.mutate({});
    const first = await userIdOf(ada, slug);
    const start = now;
    try {
      now = start + 366 * DAY_MS;
      expect(await userIdOf(ada, slug)).not.toBe(first);
    } finally {
      now = start;
    }
  });
});

describe('meeting codes', () => {
  it('ENTER-20: a code that is taken is drawn again', async () => {
    const letters = (start: number) => Uint8Array.from({ length: 16 }, () => start);
    const draws = [letters(0), letters(0), letters(1)];
    const random = () => draws.shift() ?? letters(2);
    const hostUserId = UserId.parse(randomUUID());
    const make = () => createMeeting(fixture.services, { title: '', hostUserId, random });
    expect(await make()).toBe('aaa-aaaa-aaa');
    expect(await make()).toBe('bbb-bbbb-bbb');
    expect(draws).toEqual([]);
    const stuck = () => createMeeting(fixture.services, { title: '', hostUserId, random: () => letters(0) });
    await expect(stuck()).rejects.toThrow('taken');
  });
});

describe('chat.history', () => {
  it('ENTER-21: is for people with a seat in the meeting, private messages for their two ends', async () => {
    const [ada, eve] = [fixture.browser(), fixture.browser()];
    const { slug, meetingId, participantId } = await meetingOf(ada);
    const say = (text: string, to?: typeof participantId) =>
      fixture.db.chat.append({
        meetingId,
        participantId,
        senderName: 'Ada',
        clientMessageId: randomUUID(),
        text,
        ...(to !== undefined && { to }),
      });
    await say('hello');
    await say('to myself', participantId);
    const { messages, lastSeq } = await ada.api.chat.history.query({ meetingId });
    expect(messages.map(({ message }) => message)).toEqual(['hello', 'to myself']);
    expect(lastSeq).toBe(2);
    expect((await ada.api.chat.history.query({ meetingId, afterSeq: 1 })).messages).toHaveLength(1);

    expect(await wireErrorOf(eve.api.chat.history.query({ meetingId }))).toMatchObject({
      httpStatus: 403,
      code: 'forbidden',
    });
    await eve.api.meeting.enter.mutate({ slug });
    // The lobby is no seat.
    expect(await wireErrorOf(eve.api.chat.history.query({ meetingId }))).toMatchObject({ code: 'forbidden' });
  });
});

describe('the admin', () => {
  it('TOKEN-5: signs in with the secret alone, and only then sees the distribution', async () => {
    const admin = fixture.browser();
    expect(await wireErrorOf(admin.api.admin.distribution.query())).toMatchObject({
      httpStatus: 401,
      code: 'unauthorized',
    });
    expect(await wireErrorOf(admin.api.admin.login.mutate({ secret: 'wrong' }))).toMatchObject({
      httpStatus: 401,
      code: 'unauthorized',
    });
    expect(admin.setCookies).toEqual([]);
    expect(await admin.api.admin.session.query()).toEqual({ signedIn: false });
    await admin.api.admin.login.mutate({ secret: fixture.adminSecret });
    expect(admin.setCookies[0]).toMatch(
      /^convene_admin=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect(admin.setCookies[0]).not.toContain(fixture.adminSecret);
    expect(await admin.api.admin.session.query()).toEqual({ signedIn: true });
    const { servers } = await admin.api.admin.distribution.query();
    expect(servers).toHaveLength(1);
  });

  it('TOKEN-6: a session ends after twelve hours, or at sign-out', async () => {
    const admin = fixture.browser();
    await admin.api.admin.login.mutate({ secret: fixture.adminSecret });
    const start = now;
    try {
      now = start + DAY_MS / 2 + 1000;
      expect(await wireErrorOf(admin.api.admin.distribution.query())).toMatchObject({ code: 'unauthorized' });
    } finally {
      now = start;
    }
    await admin.api.admin.logout.mutate();
    expect(await wireErrorOf(admin.api.admin.distribution.query())).toMatchObject({ code: 'unauthorized' });
  });

  it('TOKEN-6: another admin secret ends the sessions of the former one', async () => {
    const admin = fixture.browser();
    const value = new AdminSecret('the admin secret of last year').fingerprint;
    const former = fixture.services.cookies.sign('convene_admin', { value, expiresAt: now + DAY_MS });
    admin.cookies.set('convene_admin', former);
    expect(await wireErrorOf(admin.api.admin.distribution.query())).toMatchObject({ code: 'unauthorized' });
  });

  it('TOKEN-7: a guest’s cookie is no admin’s, under whatever name', async () => {
    const guest = fixture.browser();
    await guest.api.meeting.create.mutate({});
    guest.cookies.set('convene_admin', guest.cookies.get('convene_id') ?? '');
    expect(await wireErrorOf(guest.api.admin.distribution.query())).toMatchObject({ code: 'unauthorized' });
  });

  it('TOKEN-8: the secret cannot be guessed by trying: eleven attempts at once are too many', async () => {
    const guesser = new Browser(fixture.url, { origin: fixture.url, 'x-forwarded-for': '203.0.113.5' });
    const attempt = (secret: string) => wireErrorOf(guesser.api.admin.login.mutate({ secret }));
    for (let n = 0; n < 10; n++) expect(await attempt(`guess ${n}`)).toMatchObject({ code: 'unauthorized' });
    expect(await attempt(fixture.adminSecret)).toMatchObject({ httpStatus: 429, code: 'rateLimited' });
  });
});
