import { describe, expect, it } from 'vitest';
import { distributionView, type NamedDistribution } from './distributionView.ts';

// Only the fields that the view reads; ids are short to be legible.
const distribution = {
  servers: [
    {
      serverId: 's1',
      name: 'one',
      region: 'eu',
      state: 'ready',
      live: true,
      load: 7,
      reserved: 2,
      capacity: 100,
    },
    {
      serverId: 's2',
      name: 'two',
      region: 'eu',
      state: 'ready',
      live: false,
      load: 0,
      reserved: 0,
      capacity: 100,
    },
  ],
  workers: [
    { workerId: 'w1', serverId: 's1', index: 0, pid: 11, cpu: 0.5, routers: 2, consumers: 7 },
    { workerId: 'w2', serverId: 's1', index: 1, pid: 12, cpu: 0, routers: 1, consumers: 0 },
  ],
  routers: [
    { routerId: 'r1', workerId: 'w1', serverId: 's1', meetingId: 'm1', producers: 2 },
    { routerId: 'r2', workerId: 'w1', serverId: 's1', meetingId: 'm2', producers: 0 },
    { routerId: 'r3', workerId: 'w2', serverId: 's1', meetingId: null, producers: 0 },
  ],
  participants: [
    { participantId: 'a', meetingId: 'm1', serverId: 's1', workerId: 'w1', routerId: 'r1' },
    { participantId: 'b', meetingId: 'm1', serverId: 's1', workerId: 'w1', routerId: 'r1' },
  ],
  pipes: [],
  meetings: [{ meetingId: 'm1', slug: 'abc-defg-hij' }],
  people: [
    { participantId: 'a', name: 'Ada' },
    { participantId: 'b', name: 'Bob' },
  ],
} as unknown as NamedDistribution;

describe('UI-20: the worker distribution', () => {
  const view = distributionView(distribution);

  it('lists the rooms of each worker by their codes and their people by name, a room without people too', () => {
    expect(view.servers[0]?.workers.map((worker) => worker.rooms)).toEqual([
      [
        { meetingId: 'm1', slug: 'abc-defg-hij', people: ['Ada', 'Bob'] },
        { meetingId: 'm2', slug: undefined, people: [] },
      ],
      [],
    ]);
  });

  it('counts what is promised as load, and all people', () => {
    expect(view.servers[0]?.load).toBe(9);
    expect(view.people).toBe(2);
  });

  it('calls a server lost whose lease ran out', () => {
    expect(view.servers.map((server) => server.state)).toEqual(['ready', 'lost']);
  });
});
