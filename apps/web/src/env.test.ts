import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnv } from './env.ts';

let dir: string;
let complete: Record<string, string>;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'convene-env-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  file('token-key.json', '{"kty":"OKP"}');
  complete = {
    DATABASE_URL: 'postgres://localhost/convene',
    TOKEN_KEY_DIR: dir,
    ADMIN_SECRET_FILE: file('admin', `${'a'.repeat(43)}\n`),
    COOKIE_SECRET_FILE: file('cookie', `${'c'.repeat(43)}\n`),
  };
  file('short', 'secret');
  file('empty', '\n');
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the web app’s environment', () => {
  it('HTTP-22: has a default for all that is no secret and no address of another program', () => {
    expect(readEnv(complete)).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 3000,
      MEDIA_FORWARD: false,
      MEDIA_URLS: [],
      TRUSTED_PROXIES: [],
      ICE_SERVERS: [],
      adminSecret: 'a'.repeat(43),
      cookieSecret: 'c'.repeat(43),
      tokenKey: { kty: 'OKP' },
      tls: undefined,
    });
  });

  it('HTTP-22: an empty variable is one that is not set', () => {
    expect(readEnv({ ...complete, PORT: '', ICE_SERVERS: '' })).toMatchObject({
      PORT: 3000,
      ICE_SERVERS: [],
    });
  });

  it('HTTP-22: lists are separated by commas', () => {
    const env = readEnv({ ...complete, MEDIA_URLS: 'http://127.0.0.1:3001, http://127.0.0.1:3002' });
    expect(env.MEDIA_URLS).toEqual(['http://127.0.0.1:3001', 'http://127.0.0.1:3002']);
  });

  it.each([
    ['DATABASE_URL', undefined],
    ['DATABASE_URL', 'mysql://x'],
    ['TOKEN_KEY_DIR', undefined],
    ['TOKEN_KEY_DIR', '/nowhere'],
    ['ADMIN_SECRET_FILE', undefined],
    ['ADMIN_SECRET_FILE', '/nowhere'],
    ['COOKIE_SECRET_FILE', undefined],
    ['PORT', '70000'],
    ['PORT', 'web'],
    ['ICE_SERVERS', '{'],
    ['ICE_SERVERS', '[{"url":"stun:x"}]'],
    ['MEDIA_URLS', 'media-0'],
    ['MEDIA_URLS', 'file:///etc/passwd'],
    ['MEDIA_FORWARD', 'yes'],
    ['OPERATOR_TOKEN', 'short'],
    ['API_BURST', '0'],
    ['LOG_LEVEL', 'loud'],
    ['TLS_CERT', '/nowhere'],
  ])('HTTP-22: what is wrong with %s (%s) is said with its name', (name, value) => {
    expect(() => readEnv({ ...complete, [name]: value })).toThrow(name);
  });

  it.each(['short', 'empty'])('HTTP-22: a secret that is %s is refused', (file) => {
    expect(() => readEnv({ ...complete, ADMIN_SECRET_FILE: join(dir, file) })).toThrow('ADMIN_SECRET_FILE');
  });
});
