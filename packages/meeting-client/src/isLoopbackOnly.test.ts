import { expect, it } from 'vitest';
import { isLoopbackOnly } from './isLoopbackOnly.ts';

it.each([
  [['127.0.0.1'], true],
  [['127.0.0.1', '::1'], true],
  [['127.0.0.1', '192.168.1.20'], false],
  [['2001:db8::127'], false],
  [[], false],
])('LOBBY-7: of the candidates %o all are loopback: %o', (addresses, expected) => {
  expect(isLoopbackOnly(addresses.map((address) => ({ address })))).toBe(expected);
});
