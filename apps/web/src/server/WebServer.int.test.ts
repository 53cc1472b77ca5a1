import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, wireErrorOf } from './testing/Browser.ts';
import { type Answer, ask } from './testing/http.ts';
import { TestMediaServer } from './testing/TestMediaServer.ts';
import { FakePages, WebFixture } from './testing/WebFixture.ts';
import { TrustedProxies } from './TrustedProxies.ts';

let media: TestMediaServer;
let pages: FakePages;
let fixture: WebFixture;

beforeAll(async () => {
  media = await TestMediaServer.create();
  pages = new FakePages();
  fixture = await WebFixture.create({ pages, MEDIA_URLS: [media.url] });
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
      expect(policy).not.toMatch(/script-src[^;]*'unsafe/);
      expect(headers).not.toHaveProperty('strict-transport-security');
      expect(headers).not.toHaveProperty('x-powered-by');
    },
  );

  it('HTTP-2: pages may connect to this app and to the registered media servers only', async () => {
    const { headers } = await ask(fixture.url);
    const sources = /connect-src ([^;]*)/.exec(policyOf(headers))?.[1];
    expect(sources).toBe("'self' https://media.example.org:3001 wss://media.example.org:3001");
  });

  it('HTTP-2: a page that is asked for once a server has registered names it', async () => {
    const others = await WebFixture.create();
    for (const port of [3001, 3002, 3003]) {
      await others.mediaServer({ url: `wss://media.example.org:${port}/` });
      // Whoever reads the list all the while, as health checks and other pages do, must not make it old.
      const [{ headers }] = await Promise.all([
        ask(others.url),
        ask(`${others.url}/m/abc-defg-hij`),
        ask(`${others.url}/healthz`),
      ]);
      expect(policyOf(headers)).toContain(`wss://media.example.org:${port}`);
    }
    await others.close();
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

it.each(['/m/%E0%A4%A', '/%', '/%FF?a=1'])(
  'HTTP-26: %s leads to the page that says that there is nothing',
  async (path) => {
    const { body } = await ask(`${fixture.url}${path}`);
    expect((JSON.parse(body) as { url: string }).url).not.toContain('%');
  },
);

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

  it('HTTP-25: is 503 within the deadline when the database takes connections and says nothing from the start, and 200 when it speaks', async () => {
    let isSilent = true;
    const sockets = new Set<Socket>();
    let own: URL;
    const relay = createServer((socket) => {
      sockets.add(socket.on('error', () => socket.destroy()));
      if (isSilent) return;
      const upstream = connect(Number(own.port), own.hostname);
      sockets.add(upstream.on('error', () => upstream.destroy()));
      socket.pipe(upstream).pipe(socket);
    });
    const databaseUrl = async (url: string) => {
      own = new URL(url);
      relay.listen(0, '127.0.0.1');
      await once(relay, 'listening');
      const through = new URL(url);
      // A server that listens on a TCP port has such an address.
      through.port = String((relay.address() as AddressInfo).port);
      return through.href;
    };
    const other = await WebFixture.create({ databaseUrl, databaseMs: 500 });
    try {
      const started = performance.now();
      const { status, body } = await ask(`${other.url}/healthz`);
      expect([status, JSON.parse(body)]).toEqual([503, { pages: 'ready', database: 'unavailable' }]);
      expect(performance.now() - started).toBeLessThan(5_000);
      expect((await ask(other.url)).status).toBe(200);
      isSilent = false;
      await expect
        .poll(async () => (await ask(`${other.url}/healthz`)).status, { timeout: 15_000 })
        .toBe(200);
    } finally {
      for (const socket of sockets) socket.destroy();
      await other.close();
      relay.close();
    }
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
