import { describe, expect, test } from 'vitest';
import { hostAndPort, planAddresses } from './addresses.mjs';

const own = ['192.168.1.20', 'fd00::20'];
const nothing = { host: undefined, listenIp: undefined, announcedIp: undefined };
const plan = (wanted: Partial<Record<keyof typeof nothing, string>>) =>
  planAddresses({ ...nothing, ...wanted }, own);

describe('START-4: addresses', () => {
  test('without --host only this machine gets in (003-5, X10)', () => {
    expect(plan({})).toEqual({
      listenIp: '127.0.0.1',
      webHost: '127.0.0.1',
      announcedIp: undefined,
      publicHost: '127.0.0.1',
      isPublic: false,
    });
  });

  test('--host sets where media and web app listen', () => {
    expect(plan({ host: '192.168.1.20' })).toMatchObject({
      listenIp: '192.168.1.20',
      webHost: '192.168.1.20',
      publicHost: '192.168.1.20',
      isPublic: true,
    });
  });

  test('behind a router everything listens, and the announced address is the public one (003-6)', () => {
    expect(plan({ host: '0.0.0.0', announcedIp: '203.0.113.5' })).toMatchObject({
      listenIp: '0.0.0.0',
      publicHost: '203.0.113.5',
      isPublic: true,
    });
  });

  test.each([
    [
      'a loopback listen address with an announced one elsewhere',
      { announcedIp: '203.0.113.5' },
      'no other machine',
    ],
    [
      'every address without an announced one',
      { host: '0.0.0.0' },
      'set ANNOUNCED_IP to one of 192.168.1.20, fd00::20',
    ],
    ['every IPv6 address without an announced one', { listenIp: '::' }, 'set ANNOUNCED_IP'],
    ["an address that is not this machine's", { host: '10.0.0.9' }, 'which has 192.168.1.20, fd00::20'],
    ['a name', { host: 'example.org' }, '--host is "example.org"'],
  ])('refuses %s', (_, wanted, sentence) => {
    expect(() => plan(wanted)).toThrow(sentence);
  });

  test('an IPv6 address stands in brackets in a URL', () => {
    expect(hostAndPort('fd00::20', 3000)).toBe('[fd00::20]:3000');
    expect(hostAndPort('192.168.1.20', 3000)).toBe('192.168.1.20:3000');
  });
});
