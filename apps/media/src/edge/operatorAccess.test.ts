import { expect, it } from 'vitest';
import { AddressLimit } from './AddressLimit.ts';
import { mayReadStatistics } from './operatorAccess.ts';

const local = { remoteAddress: '127.0.0.1', headers: { host: '127.0.0.1:3001' }, operatorToken: undefined };
const operatorToken = 'a-long-operator-token';

it.each([
  ['from this machine', local, true],
  ['over IPv6', { ...local, remoteAddress: '::1', headers: { host: '[::1]:3001' } }, true],
  ['as an IPv4 address in IPv6', { ...local, remoteAddress: '::ffff:127.0.0.1' }, true],
  ['by the name localhost', { ...local, headers: { host: 'localhost:3001' } }, true],
  ['from another machine', { ...local, remoteAddress: '192.0.2.1' }, false],
  ['by another name (DNS rebinding)', { ...local, headers: { host: 'evil.example' } }, false],
  ['through a proxy', { ...local, headers: { ...local.headers, 'x-forwarded-for': '192.0.2.1' } }, false],
  [
    'through a tunnel that names its client in its own way',
    { ...local, headers: { ...local.headers, 'cf-connecting-ip': '192.0.2.1' } },
    false,
  ],
  ['with a token where none is set', { ...local, headers: { authorization: 'Bearer x' } }, false],
  [
    'with the token, from anywhere',
    { remoteAddress: '192.0.2.1', headers: { authorization: `Bearer ${operatorToken}` }, operatorToken },
    true,
  ],
  [
    'with a wrong token',
    { ...local, headers: { ...local.headers, authorization: 'Bearer wrong' }, operatorToken },
    false,
  ],
])('OPERATOR-4: statistics asked for %s', (_what, request, answer) => {
  expect(mayReadStatistics(request)).toBe(answer);
});

it('CONN-11: an address has so many of a thing at once, and gets back what it returns, once', () => {
  const limit = new AddressLimit(2);
  const [first, second] = [limit.take('a'), limit.take('a')];
  expect(second).toBeDefined();
  expect(limit.take('a')).toBeUndefined();
  expect(limit.take('b')).toBeDefined();
  first?.();
  first?.();
  expect(limit.take('a')).toBeDefined();
  expect(limit.take('a')).toBeUndefined();
});

it.each([
  ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::9', false],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', true],
  ['2001:db8::1', '2001:db8:0:0:7::', false],
  ['::ffff:192.0.2.1', '192.0.2.1', false],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', true],
])('BOUND-2: the addresses of one IPv6 /64 network are one: %s and %s', (first, second, hasItsOwn) => {
  const limit = new AddressLimit(1);
  limit.take(first);
  expect(limit.take(second) !== undefined).toBe(hasItsOwn);
});
