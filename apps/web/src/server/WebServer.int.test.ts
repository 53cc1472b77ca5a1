import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Browser, wireErrorOf } from './testing/Browser.ts';
import { type Answer, ask } from './testing/http.ts';
import { TestMediaServer } from './testing/TestMediaServer.ts';
import { FakePages, WebFixture } from './testing/WebFixture.ts';
import { TrustedProxies } from './TrustedProxies.ts';

const TOKEN = 'operator-token-of-the-test';

let media: TestMediaServer;
let pages: FakePages;
let fixture: WebFixture;

beforeAll(async () => {
  media = await TestMediaServer.create();
  pages = new FakePages();
  fixture = await WebFixture.create({
    pages,
    MEDIA_URLS: [media.url],
    forwardMedia: true,
    operatorToken: TOKEN,
  });
  await media.register(fixture.db, { url: `wss://media.example.org:3001/` });
});

afterAll(async () => {
  await fixture.close();
  await media.die();
});

const policyOf = (headers: Answer['headers']) => String(headers['content-security-policy']);

describe('headers', () => {
  it.each(['/', '/m/abc-defg-hij', '/healthz', '/stats', '/api/trpc/meeting.nothing', '/_next/static/x.js'])(
    'HTTP-1: %s has the security headers',
    async (path) => {
      const { headers } = await ask(`${fixture.url}${path}`);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': expect.stringContaining(
          'camera=(self), microphone=(self), display-capture=(self)',
        ),
      });
      const policy = policyOf(headers);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("object-src 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(headers).not.toHaveProperty('strict-transport-security');
      expect(headers).not.toHaveProperty('x-powered-by');
    },
  );

  it('HTTP-2: pages may connect to this app and to the registered media servers only', async () => {
    const { headers } = await ask(fixture.url);
    const sources = /connect-src ([^;]*)/.exec(policyOf(headers))?.[1];
    expect(sources).toBe("'self' https://media.example.org:3001 wss://media.example.org:3001");
  });

  it('HTTP-3: each answer has a nonce of its own, which the pages are told', async () => {
    const answers = [await ask(fixture.url), await ask(fixture.url)];
    const nonces = answers.map(({ headers }) => /'nonce-([^']+)'/.exec(policyOf(headers))?.[1]);
    expect(new Set(nonces).size).toBe(2);
    const seen = JSON.parse(answers[0]!.body) as { headers: Record<string, string> };
    expect(seen.headers['x-nonce']).toBe(nonces[0]);
    expect(seen.headers['content-security-policy']).toBe(policyOf(answers[0]!.headers));
  });

  it('HTTP-3: a client cannot choose the nonce', async () => {
    const headers = { 'x-nonce': 'mine', 'content-security-policy': "script-src 'nonce-mine'" };
    expect((await ask(fixture.url, { headers })).body).not.toContain('mine');
  });

  it('HTTP-4: forwarding headers of a client that is no trusted proxy do not reach the pages', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-for': '10.0.0.1',
      forwarded: 'host=evil.example',
    };
    const { body } = await ask(fixture.url, { headers });
    expect(body).not.toContain('evil');
    expect(body).not.toContain('10.0.0.1');
  });
});

describe('/healthz', () => {
  it('HTTP-5: is 200 while the pages are ready and the database answers', async () => {
    const { status, body } = await ask(`${fixture.url}/healthz`);
    expect([status, JSON.parse(body)]).toEqual([200, { pages: 'ready', database: 'ready' }]);
  });

  it('HTTP-5: is 503 and says so while the pages are not ready; they answer 503 too', async () => {
    pages.ready = false;
    try {
      const { status, body } = await ask(`${fixture.url}/healthz`);
      expect([status, JSON.parse(body)]).toEqual([503, { pages: 'starting', database: 'ready' }]);
      const page = await ask(fixture.url);
      expect([page.status, page.headers['retry-after']]).toEqual([503, '1']);
    } finally {
      pages.ready = true;
    }
  });

  it('HTTP-5: is 503 and says so when the database does not answer; pages are served all the same', async () => {
    const other = await WebFixture.create();
    try {
      await other.loseDatabase();
      const { status, body } = await ask(`${other.url}/healthz`);
      expect([status, JSON.parse(body)]).toEqual([503, { pages: 'ready', database: 'unavailable' }]);
      expect((await ask(other.url)).status).toBe(200);
      expect(await wireErrorOf(other.browser().api.meeting.create.mutate({}))).toMatchObject({
        httpStatus: 503,
        code: 'databaseUnavailable',
      });
    } finally {
      await other.close();
    }
  });
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

describe('/media/K', () => {
  const open = (path: string, options: ConstructorParameters<typeof WebSocket>[2] = {}) =>
    new WebSocket(`${fixture.url.replace('http', 'ws')}${path}`, {
      origin: 'https://convene.example',
      ...options,
    });

  it('HTTP-10: a WebSocket reaches this machine’s media server K, with its Origin and its path', async () => {
    const socket = open('/media/0/signaling?v=1', {
      headers: { 'x-forwarded-for': '10.1.1.1', 'x-real-ip': '10.1.1.1', cookie: 'convene_id=secret' },
    });
    await once(socket, 'open');
    const big = 'x'.repeat(300_000);
    socket.send(big);
    const [message] = (await once(socket, 'message')) as [Buffer];
    expect(message.toString()).toBe(big);
    const { url, headers } = media.requests.at(-1)!;
    expect(url).toBe('/signaling?v=1');
    expect(headers).toMatchObject({
      origin: 'https://convene.example',
      host: `127.0.0.1:${media.port}`,
      // The client's own words about its address are not passed on.
      'x-forwarded-for': '127.0.0.1',
    });
    expect(headers['x-real-ip']).toBeUndefined();
    expect(headers.cookie).toBeUndefined();
    socket.close();
    await once(socket, 'close');
    await expect.poll(() => media.connections, { message: 'the media server’s socket to close' }).toBe(0);
  });

  it('HTTP-10: when the media server ends the socket, so does the client’s', async () => {
    const socket = open('/media/0');
    await once(socket, 'open');
    expect(media.requests.at(-1)?.url).toBe('/');
    media.endSockets();
    await once(socket, 'close');
  });

  it('HTTP-11: a client that vanishes leaves no socket behind', async () => {
    const socket = open('/media/0');
    await once(socket, 'open');
    socket.terminate();
    await expect.poll(() => media.connections, { message: 'the media server’s socket to close' }).toBe(0);
  });

  it.each(['/media/1', '/media/x', '/media/', '/media/00000', '/media/-1', '/media/0x', '/signaling', '/'])(
    'HTTP-12: %s leads nowhere: 404',
    async (path) => {
      const socket = open(path);
      const [error] = (await once(socket, 'error')) as [Error];
      expect(error.message).toContain('404');
    },
  );

  it('HTTP-12: no path leads to another host', async () => {
    for (const path of ['/media/0//evil.example/x', '/media/0/@evil.example', '/media/0/\\evil.example']) {
      const socket = open(path);
      await once(socket, 'open');
      expect(media.requests.at(-1)?.headers.host).toBe(`127.0.0.1:${media.port}`);
      socket.terminate();
    }
  });

  it('HTTP-12: a media server that is down is a 502', async () => {
    const gone = await TestMediaServer.create();
    const other = await WebFixture.create({ MEDIA_URLS: [gone.url], forwardMedia: true });
    try {
      await gone.die();
      const socket = new WebSocket(`${other.url.replace('http', 'ws')}/media/0`);
      const [error] = (await once(socket, 'error')) as [Error];
      expect(error.message).toContain('502');
    } finally {
      await other.close();
    }
  });

  it('HTTP-12: where forwarding is off, nothing is forwarded', async () => {
    const other = await WebFixture.create({ MEDIA_URLS: [media.url] });
    try {
      const socket = new WebSocket(`${other.url.replace('http', 'ws')}/media/0`);
      const [error] = (await once(socket, 'error')) as [Error];
      expect(error.message).toContain('404');
    } finally {
      await other.close();
    }
  });

  it('HTTP-13: closing the server ends forwarded sockets', async () => {
    const other = await WebFixture.create({ MEDIA_URLS: [media.url], forwardMedia: true });
    const socket = new WebSocket(`${other.url.replace('http', 'ws')}/media/0`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await other.close();
    await closed;
  });
});

describe('the API', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${fixture.url}/api/trpc/meeting.create`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', origin: fixture.url, ...headers },
    });

  it('HTTP-14: a mutation needs the Origin of this app', async () => {
    expect((await post('{}')).status).toBe(200);
    for (const origin of [
      'https://evil.example',
      'null',
      `${fixture.url}.evil.example`,
      fixture.url.slice(0, -1),
    ]) {
      const refused = await post('{}', { origin });
      expect([origin, refused.status]).toEqual([origin, 403]);
      expect(await refused.json()).toMatchObject({ error: { data: { wire: { code: 'forbidden' } } } });
    }
    const browser = new Browser(fixture.url, {});
    expect(await wireErrorOf(browser.api.meeting.create.mutate({}))).toMatchObject({ code: 'forbidden' });
  });

  it('HTTP-14: a mutation is a POST with JSON, and nothing else', async () => {
    expect((await fetch(`${fixture.url}/api/trpc/meeting.create?input={}`)).status).toBe(405);
    expect((await post('title=x', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post('{"title":"x"}', { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it.each([
    ['{', 400],
    ['[]', 400],
    ['{"title":7}', 400],
    [JSON.stringify({ title: 'x'.repeat(20_000) }), 413],
  ])('HTTP-15: nonsense is answered with a code and no words of ours: %.20s', async (body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      error: { message: '', data: { wire: { code: status === 413 ? 'messageTooLarge' : 'invalidInput' } } },
    });
    expect(text).not.toContain('stack');
  });

  it('HTTP-15: more than eight calls in one request are refused', async () => {
    const batch = (n: number) =>
      fetch(
        `${fixture.url}/api/trpc/${Array.from({ length: n }, () => 'admin.distribution').join(',')}?batch=1&input={}`,
      );
    expect((await batch(9)).status).toBe(400);
    expect((await batch(8)).status).toBe(401);
  });

  it('HTTP-16: an address that asks too much is told so; another is not held up', async () => {
    const limited = await WebFixture.create({
      API_BURST: 3,
      API_PER_SECOND: 1,
      proxies: new TrustedProxies(['127.0.0.1']),
      now: () => 1_000_000,
    });
    const from = (address: string) =>
      new Browser(limited.url, { origin: limited.url, 'x-forwarded-for': address });
    try {
      const enter = (browser: Browser) => browser.api.meeting.enter.mutate({ slug: 'x' });
      for (let n = 0; n < 3; n++) expect(await enter(from('192.0.2.1'))).toEqual({ result: 'notFound' });
      expect(await wireErrorOf(enter(from('192.0.2.1')))).toMatchObject({
        httpStatus: 429,
        code: 'rateLimited',
      });
      // What a client writes before the address that the proxy saw does not make it another client.
      expect(await wireErrorOf(enter(from('198.51.100.9, 192.0.2.1')))).toMatchObject({
        code: 'rateLimited',
      });
      expect(await enter(from('192.0.2.2'))).toEqual({ result: 'notFound' });
    } finally {
      await limited.close();
    }
  });

  it('HTTP-17: a request that is no HTTP ends its own connection only', async () => {
    const socket = connect(Number(new URL(fixture.url).port), '127.0.0.1');
    socket.write('\u0000\u0001nonsense\r\n\r\n');
    await once(socket.resume(), 'close');
    expect((await ask(fixture.url)).status).toBe(200);
  });
});
