import { describe, expect, it } from 'vitest';
import { distributionView, type NamedDistribution } from './distributionView.ts';
import { findInView } from './findInView.ts';

const troubles = [{ code: 'workersGivenUp', workers: [2] }];
const server = { region: 'eu', state: 'ready', live: true, load: 7, reserved: 2, capacity: 100, troubles };

// Only the fields that the view reads; ids are short to be legible.
const distribution = {
  servers: [
    { ...server, serverId: 's1', name: 'one' },
    { ...server, serverId: 's2', name: 'two', live: false, region: 'us' },
  ],
  workers: [
    { workerId: 'w1', serverId: 's1', index: 0, pid: 11, cpu: 0.5, consumers: 7 },
    { workerId: 'w2', serverId: 's1', index: 1, pid: 12, cpu: 0, consumers: 0 },
    { workerId: 'w3', serverId: 's2', index: 0, pid: 13, cpu: 0, consumers: 3 },
  ],
  routers: [
    { routerId: 'r1', workerId: 'w1', serverId: 's1', meetingId: 'm1', producers: 2 },
    { routerId: 'r2', workerId: 'w1', serverId: 's1', meetingId: 'm2', producers: 0 },
    { routerId: 'r3', workerId: 'w2', serverId: 's1', meetingId: null, producers: 0 },
    { routerId: 'r4', workerId: 'w3', serverId: 's2', meetingId: 'm1', producers: 1 },
  ],
  participants: [
    { participantId: 'a', meetingId: 'm1', serverId: 's1', workerId: 'w1', routerId: 'r1' },
    { participantId: 'b', meetingId: 'm1', serverId: 's2', workerId: 'w3', routerId: 'r4' },
    { participantId: 'c', meetingId: 'm2', serverId: 's1', workerId: null, routerId: null },
  ],
  pipes: [{ meetingId: 'm1', sourceRouterId: 'r1', targetRouterId: 'r4', state: 'open', producers: 2 }],
  meetings: [{ meetingId: 'm1', slug: 'abc-defg-hij' }],
  people: [
    { participantId: 'a', name: 'Ada' },
    { participantId: 'b', name: 'Bob' },
  ],
} as unknown as NamedDistribution;

const view = distributionView(distribution);
const onOne = { routerId: 'r1', workerIndex: 0, serverName: 'one' };
const onTwo = { routerId: 'r4', workerIndex: 0, serverName: 'two' };

describe('the worker distribution', () => {
  it('ADMIN-1: follows each person by name to router, worker and server (004-96)', () => {
    expect(view.people).toEqual([
      { participantId: 'a', name: 'Ada', meeting: 'abc-defg-hij', place: onOne },
      { participantId: 'b', name: 'Bob', meeting: 'abc-defg-hij', place: onTwo },
      // Who is between two routers, in a meeting that came up between the two readings.
      {
        participantId: 'c',
        name: 'c',
        meeting: 'm2',
        place: { routerId: undefined, workerIndex: undefined, serverName: 'one' },
      },
    ]);
  });

  it('ADMIN-2: shows what each server and worker carries of what it may (003-12, 003-13, 003-33)', () => {
    expect(view.servers[0]).toMatchObject({
      load: 9,
      capacity: 100,
      people: 2,
      workers: [
        { index: 0, cpu: 0.5, consumers: 7, capacity: 50, meetings: ['abc-defg-hij', 'm2'], people: 1 },
        { index: 1, cpu: 0, consumers: 0, capacity: 50, meetings: [], people: 0 },
      ],
    });
  });

  it('ADMIN-2: calls a server lost whose lease ran out', () => {
    expect(view.servers.map(({ state }) => state)).toEqual(['ready', 'lost']);
  });

  it('ADMIN-9: says of a server that lives what troubles it (003-33)', () => {
    expect(view.servers.map((server) => server.troubles)).toEqual([troubles, []]);
  });

  it('ADMIN-3: shows each pipe with both its ends, its state and the producers on it', () => {
    expect(view.pipes).toEqual([
      { key: 'r1 r4', meeting: 'abc-defg-hij', source: onOne, target: onTwo, state: 'open', producers: 2 },
    ]);
  });
});

describe('the search', () => {
  const found = (search: string) => {
    const { people, pipes, servers } = findInView(view, search);
    return [people.map(({ name }) => name).join(), pipes.length, servers.map(({ name }) => name).join()];
  };

  it.each([
    ['', ['Ada,Bob,c', 1, 'one,two']],
    [' ada ', ['Ada', 1, 'one']],
    ['ABC-defg', ['Ada,Bob', 1, 'one,two']],
    ['two', ['Bob', 1, 'two']],
    ['r4', ['Bob', 1, 'two']],
    ['m2', ['c', 0, 'one']],
    ['us', ['', 0, 'two']],
    ['nobody', ['', 0, '']],
  ])('ADMIN-4: %j is found among people, meetings, servers and routers', (search, expected) => {
    expect(found(search)).toEqual(expected);
  });
});
