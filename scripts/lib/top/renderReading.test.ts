import { expect, it } from 'vitest';
import type { Reading } from './readServers.mjs';
import { renderReading } from './renderReading.mjs';

const rates = { received: 1_250_000, sent: 999, pipedIn: 12_300, pipedOut: 0 };
const reading: Reading = {
  at: new Date(2026, 0, 1, 9, 5, 7).getTime(),
  map: {
    servers: [
      {
        ...{ serverId: 's1', name: 'media-0', region: 'eu', url: 'http://a', state: 'ready', live: true },
        ...{ load: 20, reserved: 5, capacity: 1000 },
      },
      {
        ...{ serverId: 's2', name: 'media-1', region: '', url: 'http://b', state: 'ready', live: false },
        ...{ load: 0, reserved: 0, capacity: 1000 },
      },
    ],
    workers: [
      { workerId: 'w1', serverId: 's1', index: 0 },
      { workerId: 'w2', serverId: 's2', index: 3 },
    ],
    routers: [
      { routerId: 'r1111111-1', workerId: 'w1', serverId: 's1' },
      { routerId: 'r2222222-2', workerId: 'w2', serverId: 's2' },
    ],
    participants: [{ serverId: 's1', routerId: 'r1111111-1' }],
    pipes: [
      {
        ...{ sourceRouterId: 'r1111111-1', targetRouterId: 'r2222222-2', meetingId: 'm3333333-3' },
        ...{ state: 'open', producers: 2 },
      },
    ],
  },
  servers: [
    {
      url: 'http://a',
      serverId: 's1',
      links: [{ serverId: 's2', state: 'open' }],
      problem: undefined,
      workers: [
        {
          ...{
            workerId: 0,
            id: 'w1',
            pid: 77,
            cpuUsage: 0.256,
            consumers: 20,
            reserved: 5,
            maxConsumers: 500,
          },
          routers: [
            {
              ...{
                routerId: 'r1111111-1',
                meetingId: 'm3333333-3',
                transports: 2,
                producers: 2,
                consumers: 20,
              },
              rates,
            },
          ],
        },
      ],
    },
    { url: 'http://b', serverId: undefined, workers: [], links: [], problem: 'ECONNREFUSED' },
  ],
};

it('TOP-2: shows servers, workers, routers and pipes in columns, with what flows (002-19)', () => {
  expect(renderReading(reading)).toEqual([
    'Convene  2 servers  1 person  1 pipe  09:05:07',
    '',
    'SERVERS',
    '  server        state  people  load     links  in          out        address',
    '  media-0 (eu)  ready  1       25/1000  1/1    1.3 Mbit/s  999 bit/s  http://a',
    '  media-1       lost   0       0/1000   0/0    0 bit/s     0 bit/s    http://b: ECONNREFUSED',
    '',
    'WORKERS',
    '  worker     pid  CPU   consumers  reserved  routers  in          out        piped in     piped out',
    '  media-0 0  77   26 %  20/500     5         1        1.3 Mbit/s  999 bit/s  12.3 kbit/s  0 bit/s',
    '',
    'ROUTERS',
    '  router    on         meeting   people  producers  consumers  in          out        piped in     piped out',
    '  r1111111  media-0 0  m3333333  1       2          20         1.3 Mbit/s  999 bit/s  12.3 kbit/s  0 bit/s',
    '',
    'PIPES',
    '  meeting   from                to                  state  producers',
    '  m3333333  media-0 0 r1111111  media-1 3 r2222222  open   2',
  ]);
});

it('TOP-3: says which server does not answer, and why, when none does', () => {
  const lost: Reading = { at: reading.at, map: undefined, servers: reading.servers.slice(1) };
  const text = renderReading(lost).join('\n');
  expect(text).toContain('http://b: ECONNREFUSED');
  expect(text).toContain('WORKERS  none');
});

it('TOP-9: names beside a server’s address what troubles it', () => {
  const troubles = [
    { code: 'workersGivenUp', workers: [1, 3] },
    { code: 'clockOff', offsetMs: 60_000 },
  ];
  const servers = reading.map!.servers.map((server) => ({ ...server, troubles }));
  const lines = renderReading({ ...reading, map: { ...reading.map!, servers } });
  expect(lines[4]).toContain('http://a: workersGivenUp 1,3: clockOff 60000 ms');
  // What a dead server last said of itself is of no use.
  expect(lines[5]).not.toContain('clockOff');
});
