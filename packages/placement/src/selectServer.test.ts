import { ServerId } from '@convene/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectServer, type SelectServerInput, type ServerCandidate } from './selectServer.ts';

const id = (n: number) => ServerId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const A = id(1);
const B = id(2);
const C = id(3);

function server(serverId: ServerId, overrides: Partial<ServerCandidate> = {}): ServerCandidate {
  return {
    serverId,
    ready: true,
    load: 0,
    reserved: 0,
    capacity: 100,
    homesTaken: 0,
    region: '',
    people: 0,
    ...overrides,
  };
}

function select(
  servers: readonly ServerCandidate[],
  input: Partial<SelectServerInput<ServerCandidate>> = {},
) {
  return selectServer({ servers, home: null, avoid: [], weight: 10, ...input });
}

function chosen(...args: Parameters<typeof select>) {
  const selection = select(...args);
  return 'server' in selection ? selection.server.serverId : 'none';
}

describe('selectServer', () => {
  it('PLACE-10: the home is chosen while it is ready and not full, whatever its load', () => {
    expect(chosen([server(A, { load: 90 }), server(B)], { home: A })).toBe(A);
  });

  it.each([
    ['full', server(A, { load: 91 }), []],
    ['full with what is reserved', server(A, { load: 50, reserved: 41 }), []],
    ['not ready', server(A, { ready: false }), []],
    ['avoided', server(A), [A]],
  ])('PLACE-11: a home that is %s is passed over', (_why, home, avoid) => {
    expect(chosen([home, server(B, { load: 80 })], { home: A, avoid })).toBe(B);
  });

  it('PLACE-11: a home that has no row is passed over', () => {
    expect(chosen([server(B)], { home: A })).toBe(B);
  });

  it('PLACE-12: without a home the lowest share of its capacity decides', () => {
    expect(chosen([server(A, { load: 50 }), server(B, { load: 80, capacity: 200 })])).toBe(B);
  });

  it('PLACE-12: reservations count like load', () => {
    expect(chosen([server(A, { load: 10, reserved: 20 }), server(B, { load: 25 })])).toBe(B);
  });

  it('PLACE-13: homes taken in the last seconds count at once, each with the weight of a person', () => {
    expect(chosen([server(A, { homesTaken: 3 }), server(B, { load: 25 })])).toBe(B);
    expect(chosen([server(A, { homesTaken: 2 }), server(B, { load: 25 })])).toBe(A);
  });

  it('PLACE-14: servers of the person’s region come first, the others when those are full', () => {
    const far = server(A, { region: 'us' });
    expect(chosen([far, server(B, { region: 'eu', load: 80 })], { region: 'eu' })).toBe(B);
    expect(chosen([far, server(B, { region: 'eu', load: 95 })], { region: 'eu' })).toBe(A);
    expect(chosen([far], { region: 'asia' })).toBe(A);
  });

  it('PLACE-31: a person in another region goes to a server there, the home has the others', () => {
    const pair = [server(A, { region: 'us', people: 3 }), server(B, { region: 'eu' })];
    expect(chosen(pair, { home: A, region: 'eu' })).toBe(B);
    expect(chosen(pair, { home: A, region: 'us' })).toBe(A);
    expect(chosen(pair, { home: A })).toBe(A);
    expect(chosen(pair, { home: A, region: 'asia' })).toBe(A);
  });

  it('PLACE-32: where the home is passed over, people of one meeting stay together', () => {
    const three = [server(A, { load: 95, people: 9 }), server(B), server(C, { load: 50, people: 1 })];
    expect(chosen(three, { home: A })).toBe(C);
    const near = [server(A), server(B, { region: 'eu' }), server(C, { region: 'eu', load: 50, people: 1 })];
    expect(chosen(near, { home: A, region: 'eu' })).toBe(C);
  });

  it('PLACE-30: forced apart, each goes to the server with the fewest people of the meeting', () => {
    const three = [
      server(A, { people: 1 }),
      server(B, { load: 80, region: 'us' }),
      server(C, { people: 2, region: 'eu' }),
    ];
    expect(chosen(three, { home: A, region: 'eu', spread: true })).toBe(B);
    expect(chosen(three, { home: A, avoid: [B], spread: true })).toBe(A);
    const people = new Map([A, B, C].map((serverId) => [serverId, 0]));
    for (let person = 0; person < 12; person += 1) {
      const candidates = [...people].map(([serverId, there]) => server(serverId, { people: there }));
      const selection = select(candidates, { home: A, spread: true });
      if (!('server' in selection)) throw new Error('no server');
      people.set(selection.server.serverId, selection.server.people + 1);
    }
    expect([...people.values()]).toEqual([4, 4, 4]);
  });

  it('PLACE-15: equal servers go by id, in whatever order they come', () => {
    expect(chosen([server(B), server(A), server(C)])).toBe(A);
  });

  it.each([
    ['no server', [], []],
    ['all full', [server(A, { load: 100 })], []],
    ['all avoided', [server(A)], [A]],
    ['no capacity', [server(A, { capacity: 0 })], []],
  ])('PLACE-16: none is a value: %s', (_why, servers, avoid) => {
    expect(select(servers, { avoid })).toMatchObject({ none: true });
  });

  it('PLACE-17: there is one reason for each server, and the chosen one comes last', () => {
    const { reasons } = select(
      [server(A), server(B, { load: 60 }), server(C, { ready: false }), server(id(4)), server(id(5))],
      { avoid: [id(5)] },
    );
    expect(reasons).toEqual([
      { serverId: C, reason: 'notReady', score: 0 },
      { serverId: id(5), reason: 'avoided', score: 0 },
      { serverId: id(4), reason: 'laterId', score: 0 },
      { serverId: B, reason: 'higherLoad', score: 0.6 },
      { serverId: A, reason: 'lowestLoad', score: 0 },
    ]);
  });
});

const inputs = fc.record({
  servers: fc.uniqueArray(
    fc.record({
      serverId: fc.integer({ min: 1, max: 9 }).map(id),
      ready: fc.boolean(),
      load: fc.nat(100),
      reserved: fc.nat(30),
      capacity: fc.constantFrom(0, 50, 100),
      homesTaken: fc.nat(3),
      region: fc.constantFrom('', 'eu', 'us'),
      people: fc.nat(3),
    }),
    { selector: (candidate) => candidate.serverId, maxLength: 6 },
  ),
  home: fc.option(fc.integer({ min: 1, max: 9 }).map(id)),
  avoid: fc.array(fc.integer({ min: 1, max: 9 }).map(id), { maxLength: 3 }),
  weight: fc.integer({ min: 1, max: 20 }),
  region: fc.constantFrom('', 'eu', 'us'),
  spread: fc.boolean(),
});

describe('selectServer, for any servers', () => {
  it('PLACE-11: nobody is sent to a server that is not ready, full or avoided', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const usable = input.servers.filter(
          (candidate) =>
            candidate.ready &&
            !input.avoid.includes(candidate.serverId) &&
            candidate.load + candidate.reserved + input.weight <= candidate.capacity,
        );
        const selection = selectServer(input);
        expect('none' in selection).toBe(usable.length === 0);
        if ('server' in selection) expect(usable).toContain(selection.server);
      }),
    );
  });

  it('PLACE-15: the order of the rows does not matter', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const turned = selectServer({ ...input, servers: input.servers.toReversed() });
        const selection = selectServer(input);
        expect('server' in turned && turned.server).toEqual('server' in selection && selection.server);
      }),
    );
  });

  it('PLACE-17: every server has exactly one reason', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const named = selectServer(input).reasons.map(({ serverId }) => serverId);
        expect(named.sort()).toEqual(input.servers.map(({ serverId }) => serverId).sort());
      }),
    );
  });
});
