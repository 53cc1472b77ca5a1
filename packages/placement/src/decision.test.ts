import { ServerId } from '@convene/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DecisionInputs, decideRouter, decideServer, replay } from './decision.ts';

const serverIds = fc
  .integer({ min: 1, max: 9 })
  .map((n) => ServerId.parse(`00000000-0000-4000-8000-00000000000${n}`));
const workerIds = fc.constantFrom('w1', 'w2', 'w3', 'w4');
const cpu = fc.double({ min: 0, max: 1.2, noNaN: true });

const serverQuestions = fc.record({
  servers: fc.uniqueArray(
    fc.record({
      serverId: serverIds,
      ready: fc.boolean(),
      load: fc.nat(100),
      reserved: fc.nat(30),
      capacity: fc.constantFrom(0, 50, 100),
      homesTaken: fc.nat(3),
      region: fc.constantFrom('', 'eu'),
      people: fc.nat(3),
      url: fc.constant('http://example.org'),
    }),
    { selector: ({ serverId }) => serverId, maxLength: 5 },
  ),
  home: fc.option(serverIds),
  avoid: fc.array(serverIds, { maxLength: 2 }),
  weight: fc.integer({ min: 1, max: 20 }),
  region: fc.constantFrom('', 'eu'),
  spread: fc.boolean(),
});

const routerQuestions = fc.record({
  policy: fc.constantFrom('rooms' as const, 'round-robin' as const),
  spread: fc.boolean(),
  now: fc.double({ min: 1, max: 1e7, noNaN: true }),
  workers: fc.uniqueArray(
    fc.record({
      workerId: workerIds,
      roomCount: fc.nat(4),
      cpu,
      lastUsedAt: fc.double({ min: 0, max: 1e7, noNaN: true }),
      consumers: fc.nat(20),
      reserved: fc.nat(20),
      maxConsumers: fc.constant(20),
      closed: fc.boolean(),
    }),
    { selector: ({ workerId }) => workerId },
  ),
  room: fc.uniqueArray(fc.record({ workerId: workerIds, people: fc.nat(4) }), {
    selector: ({ workerId }) => workerId,
  }),
  receives: fc.nat(20),
  sends: fc.nat(2),
});

it('PLACE-40: the choice of a server leads to the same answer again, from what is stored of it alone', () => {
  fc.assert(
    fc.property(serverQuestions, (question) => {
      const { selection, decision } = decideServer(question);
      const stored = DecisionInputs.parse(JSON.parse(JSON.stringify(decision.inputs)));
      const chosen = 'server' in selection ? selection.server.serverId : null;
      expect(replay(stored)).toEqual({ chosen, reasons: decision.reasons });
      expect(JSON.stringify(stored)).not.toContain('example.org');
    }),
  );
});

it('PLACE-40: and so does the choice of a worker', () => {
  fc.assert(
    fc.property(routerQuestions, (question) => {
      const { selection, decision } = decideRouter(question);
      const stored = DecisionInputs.parse(JSON.parse(JSON.stringify(decision.inputs)));
      const chosen = 'worker' in selection ? selection.worker.workerId : null;
      expect(replay(stored)).toEqual({ chosen, reasons: decision.reasons });
    }),
  );
});

it('PLACE-40: what another policy decided, or nobody, is not replayed', () => {
  expect(DecisionInputs.safeParse({ kind: 'router', version: 0 }).success).toBe(false);
  expect(DecisionInputs.safeParse({}).success).toBe(false);
});
