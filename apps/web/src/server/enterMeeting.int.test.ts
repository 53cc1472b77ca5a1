import { randomUUID } from 'node:crypto';
import { SeatEpoch, SeatKey } from '@convene/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Browser } from './testing/Browser.ts';
import type { TestMediaServer } from './testing/TestMediaServer.ts';
import { WebFixture } from './testing/WebFixture.ts';

let fixture: WebFixture;
let server: TestMediaServer;

beforeAll(async () => {
  fixture = await WebFixture.create({
    ICE_SERVERS: [{ urls: 'turn:turn.example.org', username: 'convene', credential: 'secret' }],
  });
  server = await fixture.mediaServer();
});

afterAll(() => fixture.close());

describe('meeting.create', () => {
  it('ENTER-1: answers a code and a link; who made the meeting enters it as host', async () => {
    const ada = fixture.browser();
    const { slug, url } = await ada.api.meeting.create.mutate({ title: 'Weekly' });
    expect(slug).toMatch(/^[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
    expect(url).toBe(`${fixture.url}/m/${slug}`);
    const entered = await fixture.enter(ada, slug);
    expect(entered).toMatchObject({ role: 'host', meeting: { slug, title: 'Weekly' } });
  });

  it('ENTER-2: everybody else enters as a participant', async () => {
    const { slug } = await fixture.browser().api.meeting.create.mutate({});
    expect(await fixture.enter(fixture.browser(), slug)).toMatchObject({ role: 'participant' });
  });

  it('ENTER-2: the host’s second seat is a participant’s', async () => {
    const ada = fixture.browser();
    const { slug } = await ada.api.meeting.create.mutate({});
    const seatKey = SeatKey.parse(randomUUID());
    expect(await fixture.enter(ada, slug, { seatKey })).toMatchObject({ role: 'participant' });
  });

  it('CODEC-9: whoever enters is told the codec that the meeting was made with', async () => {
    const ada = fixture.browser();
    const { slug } = await ada.api.meeting.create.mutate({ videoCodec: 'vp9' });
    expect(await fixture.enter(fixture.browser(), slug)).toMatchObject({ videoCodec: 'vp9' });
    const plain = await ada.api.meeting.create.mutate({});
    expect(await fixture.enter(ada, plain.slug)).not.toHaveProperty('videoCodec', expect.anything());
    // What no client of ours would send.
    const wrong = { videoCodec: 'h266' } as unknown as { videoCodec: 'vp9' };
    await expect(ada.api.meeting.create.mutate(wrong)).rejects.toMatchObject({
      data: { wire: { code: 'invalidInput' } },
    });
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
    const { slug, id } = await fixture.meeting();
    const entered = await fixture.enter(fixture.browser(), slug);
    expect(entered).toMatchObject({
      meeting: { meetingId: id, slug },
      server: { serverId: server.serverId, epoch: server.epoch, url: server.url },
      routerRtpCapabilities: { codecs: [{ mimeType: 'audio/opus' }] },
      iceServers: [{ urls: 'turn:turn.example.org', username: 'convene', credential: 'secret' }],
      seat: { participantId: null, name: null, occupied: false, muted: false, cameraOff: false },
    });
  });

  it('ENTER-5: the token holds for this seat, meeting, server and epoch, and for its time', async () => {
    const { slug, id } = await fixture.meeting();
    const before = Date.now();
    const { token, expiresAt } = await fixture.enter(fixture.browser(), slug);
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

  it.each([20, -20])(
    'ENTER-23: a web app whose clock is off by %i minutes makes tokens by that of the database',
    async (minutes) => {
      const { slug } = await fixture.meeting();
      const browser = fixture.browser();
      const right = Date.now();
      vi.useFakeTimers({ toFake: ['Date'], now: right + minutes * 60_000 });
      try {
        const { token, expiresAt } = await fixture.enter(browser, slug);
        expect(Math.abs(expiresAt - right - 10 * 60_000)).toBeLessThan(30_000);
        expect(await fixture.verify(token, right)).toMatchObject({ slug });
      } finally {
        vi.useRealTimers();
      }
    },
  );

  it('ENTER-5: a token that was changed, or signed with another key, does not verify', async () => {
    const { slug } = await fixture.meeting();
    const { token } = await fixture.enter(fixture.browser(), slug);
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

  it('ENTER-6: takes two statements, for the first person of a meeting and for all others', async () => {
    const { slug } = await fixture.meeting();
    const counts = [];
    for (let person = 0; person < 3; person++) {
      fixture.statements.length = 0;
      await fixture.enter(fixture.browser(), slug);
      counts.push([...fixture.statements]);
    }
    expect(counts).toEqual([
      ['meeting-read-for-enter', 'meeting-take-home'],
      ['meeting-read-for-enter', 'placement-add'],
      ['meeting-read-for-enter', 'placement-add'],
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
    const answer = await fixture.browser().api.meeting.enter.mutate({ slug: 'zzz-zzzz-zzz' });
    expect(answer).toEqual({ result: 'notFound' });
  });

  it('ENTER-8: a meeting that has ended is answered with ended', async () => {
    const { slug, id } = await fixture.meeting();
    await fixture.db.meetings.end(id);
    expect(await fixture.browser().api.meeting.enter.mutate({ slug })).toEqual({ result: 'ended' });
  });

  it('ENTER-9: a full meeting is answered with full; who has a seat in it may come back', async () => {
    const { slug } = await fixture.meeting({ maxParticipants: 1 });
    const ada = fixture.browser();
    await fixture.sit(ada, slug);
    expect(await fixture.browser().api.meeting.enter.mutate({ slug })).toEqual({ result: 'full', limit: 1 });
    expect(await fixture.enter(ada, slug)).toMatchObject({ result: 'entered' });
  });

  it('ENTER-10: the seat comes back as it was left: name, mute state, and whether a tab sits in it', async () => {
    const { slug } = await fixture.meeting();
    const ada = fixture.browser();
    const { participantId, seatEpoch } = await fixture.sit(ada, slug, { name: 'Ada', muted: true });
    const seat = { participantId, name: 'Ada', muted: true, cameraOff: false };
    expect(await fixture.enter(ada, slug)).toMatchObject({ seat: { ...seat, occupied: true } });
    expect(await fixture.enter(ada, slug, { heldSeatEpoch: seatEpoch })).toMatchObject({
      seat: { ...seat, occupied: false },
    });
    expect(await fixture.enter(ada, slug, { heldSeatEpoch: SeatEpoch.parse(seatEpoch - 1) })).toMatchObject({
      seat: { ...seat, occupied: true },
    });
  });

  it('MOVE-16: the token names its predecessor for the very tab that sits in the seat, and only for a move', async () => {
    const { slug } = await fixture.meeting();
    const ada = fixture.browser();
    const { seatEpoch: heldSeatEpoch, roster } = await fixture.sit(ada, slug);
    const predecessorOf = async (
      browser: Browser,
      input: { heldSeatEpoch?: SeatEpoch; moving?: boolean },
    ) => {
      const { token } = await fixture.enter(browser, slug, input);
      return (await fixture.verify(token))['predecessor'];
    };
    expect(await predecessorOf(ada, { heldSeatEpoch, moving: true })).toBe(roster[0]?.peerId);
    expect(await predecessorOf(ada, { heldSeatEpoch })).toBeUndefined();
    expect(await predecessorOf(ada, { moving: true })).toBeUndefined();
    const former = SeatEpoch.parse(heldSeatEpoch - 1);
    expect(await predecessorOf(ada, { heldSeatEpoch: former, moving: true })).toBeUndefined();
    expect(await predecessorOf(fixture.browser(), { heldSeatEpoch, moving: true })).toBeUndefined();
  });

  it('ENTER-11: another seat of the same browser is empty, and knows the person’s name', async () => {
    const { slug } = await fixture.meeting();
    const ada = fixture.browser();
    await fixture.sit(ada, slug, { name: 'Ada' });
    const seatKey = SeatKey.parse(randomUUID());
    expect(await fixture.enter(ada, slug, { seatKey })).toMatchObject({
      seat: { participantId: null, name: 'Ada', occupied: false },
    });
  });
});
