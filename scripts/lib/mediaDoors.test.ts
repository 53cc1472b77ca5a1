import { describe, expect, test } from 'vitest';
import { planAddresses } from './addresses.mjs';
import { planDoors } from './mediaDoors.mjs';
import { planPorts } from './portPlan.mjs';

type Wanted = { host?: string; mediaOnly?: boolean; servers?: number; env?: NodeJS.ProcessEnv };

function plan({ host, mediaOnly = false, servers = 2, env = {} }: Wanted) {
  const options = { servers, workers: 1, port: 3000, rtcBasePort: 10_000, rtcPortsPerWorker: 100 };
  return planDoors({
    options: { host, mediaOnly },
    env,
    ports: planPorts(options),
    addresses: planAddresses({ host, listenIp: undefined, announcedIp: undefined }, ['192.168.1.20']),
    webUrl: 'https://192.168.1.20:3000',
  });
}
const linksOf = (wanted: Wanted) => plan(wanted).list.map(({ linkUrl }) => linkUrl);

describe('MACHINE-6: with a web app', () => {
  test('media servers are for their own machine', () => {
    const doors = plan({});
    expect(doors).toMatchObject({ host: '127.0.0.1', isOpen: false, isForwarded: false });
    expect(doors.list[1]).toEqual({
      ...{ port: 3002, ownUrl: 'http://127.0.0.1:3002', publicUrl: 'http://127.0.0.1:3002' },
      linkUrl: undefined,
    });
  });

  test('MEDIA_HOST lets those of other machines link to each of them, by TLS', () => {
    const doors = plan({ host: '192.168.1.20', env: { MEDIA_HOST: '0.0.0.0' } });
    expect(doors).toMatchObject({ host: '0.0.0.0', isOpen: true, isForwarded: true });
    expect(doors.list[1]).toEqual({
      port: 3002,
      ownUrl: 'https://127.0.0.1:3002',
      publicUrl: 'https://192.168.1.20:3000/media/1',
      linkUrl: 'https://192.168.1.20:3002',
    });
  });

  test('through the web app they are reached by the address that people see', () => {
    const doors = plan({
      host: '192.168.1.20',
      env: { WEB_ORIGIN: 'https://meet.example.org, https://x.org' },
    });
    expect(doors.list[1]?.publicUrl).toBe('https://meet.example.org/media/1');
  });

  test('behind a proxy they are told its addresses', () => {
    const doors = plan({ servers: 1, env: { PUBLIC_MEDIA_URL: 'https://media.example.org' } });
    expect(doors).toMatchObject({ isOpen: false, isForwarded: true });
    const proxy = 'https://media.example.org';
    expect(doors.list[0]).toMatchObject({ publicUrl: proxy, linkUrl: proxy });
  });

  test.each([
    ['192.168.1.20', 'give 0.0.0.0'],
    ['0.0.0.0', 'start with --host'],
  ])('MEDIA_HOST=%s without --host is refused: %s', (MEDIA_HOST, remedy) => {
    expect(() => plan({ env: { MEDIA_HOST } })).toThrow(remedy);
  });
});

describe('MACHINE-6: media servers only', () => {
  test('browsers and other media servers come directly', () => {
    const doors = plan({ mediaOnly: true, host: '192.168.1.20' });
    expect(doors).toMatchObject({ host: '0.0.0.0', isOpen: true });
    expect(doors.list.map(({ publicUrl }) => publicUrl)).toEqual([
      'https://192.168.1.20:3001',
      'https://192.168.1.20:3002',
    ]);
    expect(linksOf({ mediaOnly: true, host: '192.168.1.20' })).toEqual([
      'https://192.168.1.20:3001',
      'https://192.168.1.20:3002',
    ]);
  });

  test('addresses that are given are those of the first; the others have the ports after it', () => {
    const env = { PUBLIC_MEDIA_URL: 'https://b.example.org:4001', LINK_URL: 'https://10.0.0.5:5001' };
    const doors = plan({ mediaOnly: true, host: '192.168.1.20', env });
    expect(doors.list.map(({ publicUrl }) => publicUrl)).toEqual([
      'https://b.example.org:4001',
      'https://b.example.org:4002',
    ]);
    expect(doors.list.map(({ linkUrl }) => linkUrl)).toEqual([
      'https://10.0.0.5:5001',
      'https://10.0.0.5:5002',
    ]);
  });

  test.each([
    [{}, 'PUBLIC_MEDIA_URL is missing'],
    [
      { PUBLIC_MEDIA_URL: 'http://192.168.1.20:3001' },
      'PUBLIC_MEDIA_URL is "http://192.168.1.20:3001": give an https',
    ],
    [{ PUBLIC_MEDIA_URL: 'b.example.org' }, 'PUBLIC_MEDIA_URL is "b.example.org": give an https'],
    [{ PUBLIC_MEDIA_URL: 'https://b.example.org' }, 'give it with the port'],
    [{ PUBLIC_MEDIA_URL: 'https://b.example.org:1', LINK_URL: 'http://10.0.0.5:1' }, 'LINK_URL is "http'],
  ])('%j is refused: %s', (env, named) => {
    expect(() => plan({ mediaOnly: true, env })).toThrow(named);
  });
});
