import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientOf } from './client.ts';
import { TrustedProxies } from './TrustedProxies.ts';

const PROXIES = new TrustedProxies(['10.0.0.0/8', 'fd00::/8']);

/** A request whose socket comes from `from`. */
function requestFrom(from: string, headers: Record<string, string>): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: from });
  const req = new IncomingMessage(socket);
  Object.assign(req.headers, { host: 'convene.example' }, headers);
  return req;
}

describe('clientOf', () => {
  it('HTTP-18: the address is the socket’s, whatever a client writes about itself', () => {
    const headers = {
      'x-forwarded-for': '1.1.1.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
    };
    expect(clientOf(requestFrom('192.0.2.1', headers), PROXIES)).toEqual({
      address: '192.0.2.1',
      host: 'convene.example',
      secure: false,
      local: false,
    });
  });

  it.each([
    ['one trusted proxy', '10.0.0.1', '192.0.2.1', '192.0.2.1'],
    ['a chain of trusted proxies', '10.0.0.1', '192.0.2.1, 10.0.0.2, fd00::1', '192.0.2.1'],
    ['an address that the client wrote before it', '10.0.0.1', '1.1.1.1, 192.0.2.1', '192.0.2.1'],
    ['an IPv6 client', 'fd00::9', '2001:db8::1', '2001:db8::1'],
    ['a dual-stack socket', '::ffff:10.0.0.1', '::ffff:192.0.2.1', '192.0.2.1'],
    ['no header', '10.0.0.1', '', '10.0.0.1'],
    ['nonsense', '10.0.0.1', '192.0.2.1, nonsense', '10.0.0.1'],
    ['proxies only', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.1'],
  ])('HTTP-19: behind %s', (...[, from, forwardedFor, address]) => {
    expect(clientOf(requestFrom(from, { 'x-forwarded-for': forwardedFor }), PROXIES).address).toBe(address);
  });

  it('HTTP-19: behind a trusted proxy its words about host and TLS count, the nearest one’s', () => {
    const headers = { 'x-forwarded-host': 'a.example, b.example', 'x-forwarded-proto': 'http, https' };
    expect(clientOf(requestFrom('10.0.0.1', headers), PROXIES)).toMatchObject({
      host: 'b.example',
      secure: true,
    });
  });

  it('HTTP-8: nobody behind a proxy is local, not even on this machine', () => {
    const own = new TrustedProxies(['127.0.0.1']);
    const headers = { host: 'localhost', 'x-forwarded-for': '127.0.0.1' };
    expect(clientOf(requestFrom('127.0.0.1', headers), own).local).toBe(false);
    expect(clientOf(requestFrom('127.0.0.1', { host: 'localhost' }), own).local).toBe(false);
  });
});

describe('TrustedProxies', () => {
  it.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/', '10.0.0.0/8/8', ''])(
    'HTTP-20: refuses %j by name',
    (entry) => {
      expect(() => new TrustedProxies([entry])).toThrow(`"${entry}" is no IP address or network`);
    },
  );

  it('HTTP-20: a network ends where its prefix says', () => {
    const proxies = new TrustedProxies(['192.168.4.0/22']);
    expect(
      ['192.168.3.255', '192.168.4.0', '192.168.7.255', '192.168.8.0'].map((a) => proxies.trusts(a)),
    ).toEqual([false, true, true, false]);
  });
});
