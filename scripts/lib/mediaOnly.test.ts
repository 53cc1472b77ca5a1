import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMediaOnlySettings, requireCertificate, requireListenIp } from './mediaOnly.mjs';

let keys: string;
beforeAll(() => {
  keys = mkdtempSync(join(tmpdir(), 'convene-keys-'));
  writeFileSync(join(keys, 'token-key.pub.json'), '{}');
});
afterAll(() => rmSync(keys, { recursive: true }));

const complete = () => ({
  DATABASE_URL: 'postgresql://database',
  TOKEN_KEY_DIR: keys,
  WEB_ORIGIN: 'https://meet.example.org',
});

describe('MACHINE-7: what media servers need of the first machine', () => {
  test('is taken when it is there', () => {
    expect(readMediaOnlySettings(complete(), '/checkout')).toEqual({
      databaseUrl: 'postgresql://database',
      publicKeyDir: keys,
    });
  });

  test.each([
    ['DATABASE_URL', "set it to the first machine's Postgres"],
    ['TOKEN_KEY_DIR', 'copy secrets/media/token-key.pub.json'],
    ['WEB_ORIGIN', 'set it to the address at which people open Convene'],
  ])('without %s: %s', (name, remedy) => {
    const env = Object.fromEntries(Object.entries(complete()).filter(([key]) => key !== name));
    expect(() => readMediaOnlySettings(env, '/checkout')).toThrow(
      new RegExp(`^${name} is missing, .*${remedy}.*\\.$`),
    );
  });

  test('a key folder without the public key, or with the private one, is refused', () => {
    expect(() => readMediaOnlySettings({ ...complete(), TOKEN_KEY_DIR: 'no-such' }, '/checkout')).toThrow(
      '/checkout/no-such, where no token-key.pub.json lies: copy',
    );
    const privateKey = join(keys, 'token-key.json');
    writeFileSync(privateKey, '{}');
    expect(() => readMediaOnlySettings(complete(), '/checkout')).toThrow(
      'for the web app alone: take it away',
    );
    rmSync(privateKey);
  });

  test('an address for media, and a certificate', () => {
    expect(() => requireListenIp({}, undefined)).toThrow('WEBRTC_LISTEN_IP is missing: start with --host');
    requireListenIp({}, '192.0.2.1');
    const publicUrl = 'https://192.0.2.1:3001';
    const list = [{ port: 3001, ownUrl: 'https://127.0.0.1:3001', publicUrl, linkUrl: publicUrl }];
    const doors = { host: '0.0.0.0', isOpen: true, isForwarded: true, list };
    expect(() => requireCertificate({}, doors)).toThrow(`a certificate for ${publicUrl} that browsers`);
    requireCertificate({ TLS_CERT: '/cert.pem' }, doors);
  });
});
