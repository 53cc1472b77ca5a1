import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './testing/http.ts';
import { TestMediaServer } from './testing/TestMediaServer.ts';
import { WebFixture } from './testing/WebFixture.ts';

const TOKEN = 'operator-token-of-the-test';

let media: TestMediaServer;
let fixture: WebFixture;

beforeAll(async () => {
  media = await TestMediaServer.create();
  fixture = await WebFixture.create({ MEDIA_URLS: [media.url], operatorToken: TOKEN });
});

afterAll(async () => {
  await fixture.close();
  await media.die();
});

describe('/stats and /workers', () => {
  const stats = (headers: Record<string, string> = {}, path = '/stats') =>
    ask(`${fixture.url}${path}`, { headers });

  it.each(['/stats', '/workers'])(
    'HTTP-6: %s on this machine is that of media server 0 (003-15..17)',
    async (path) => {
      const { status, body } = await stats({}, path);
      expect([status, JSON.parse(body)]).toEqual([200, { path }]);
    },
  );

  it.each([
    ['a loopback name', 'localhost:3000', 200],
    ['a loopback name without a port', 'localhost', 200],
    ['another loopback address', '127.8.8.8:3000', 200],
    ['the IPv6 loopback address', '[::1]:3000', 200],
    ['a rebound DNS name', 'evil.example:3000', 403],
    ['a name that looks like loopback', 'localhost.evil.example', 403],
    ['an address that looks like loopback', '127.0.0.1.evil.example', 403],
  ])('HTTP-7: from this machine, asked for by %s (%s): %i', async (_what, host, status) => {
    expect((await stats({ host })).status).toBe(status);
  });

  it.each(['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'x-real-ip', 'via'])(
    'HTTP-8: with the header %s it came through a proxy: 403',
    async (header) => {
      expect((await stats({ [header]: '127.0.0.1' })).status).toBe(403);
    },
  );

  it('HTTP-9: the operator token opens it from anywhere; a wrong one closes it even on this machine', async () => {
    const forwarded = { 'x-forwarded-for': '192.0.2.1' };
    expect((await stats({ ...forwarded, authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    expect((await stats({ authorization: `Bearer ${TOKEN}x` })).status).toBe(401);
    expect((await stats({ authorization: 'Bearer x' })).status).toBe(401);
  });

  it('HTTP-9: without an operator token no token is right', async () => {
    const other = await WebFixture.create({ MEDIA_URLS: [media.url] });
    try {
      for (const given of ['undefined', 'x']) {
        const headers = { authorization: `Bearer ${given}` };
        expect((await ask(`${other.url}/stats`, { headers })).status).toBe(401);
      }
    } finally {
      await other.close();
    }
  });

  it('HTTP-6: only GET, and only these paths', async () => {
    expect((await ask(`${fixture.url}/stats`, { method: 'POST' })).status).toBe(405);
    expect((await ask(`${fixture.url}/stats/x`)).body).toContain('"url":"/stats/x"');
  });

  it('HTTP-6: a media server that does not answer is a 502', async () => {
    const gone = await TestMediaServer.create();
    const other = await WebFixture.create({ MEDIA_URLS: [gone.url] });
    try {
      await gone.die();
      expect((await ask(`${other.url}/stats`)).status).toBe(502);
    } finally {
      await other.close();
    }
  });
});
