import { KnockId, type WaitingPerson } from '@convene/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeMeetingClient } from '../../testing/FakeMeetingClient.ts';
import { Knocks, mayRing } from './Knocks.ts';

const person = (n: number): WaitingPerson => ({
  knockId: KnockId.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`),
  name: `Person ${n}`,
  since: n,
});

describe('HOSTUI-4: who waits is announced', () => {
  let client: FakeMeetingClient;
  let rings: number;
  let at: number;
  let knocks: Knocks;
  const wait = (...people: number[]) => client.set({ door: { waiting: people.map(person), banned: [] } });
  const announced = () => knocks.announced.get().map(({ name }) => name);

  beforeEach(() => {
    client = new FakeMeetingClient();
    rings = 0;
    at = 0;
    wait(1);
    knocks = new Knocks({ client, ring: () => (rings += 1), now: () => at });
    knocks.open();
  });

  it('who was there before, without a sound', () => {
    expect([announced(), rings]).toEqual([['Person 1'], 0]);
  });

  it('with one sound for each change that brings somebody', () => {
    wait(1, 2, 3);
    wait(1, 2, 3);
    wait(2);
    expect([announced(), rings]).toEqual([['Person 2'], 1]);
    at = 10_000;
    wait(2, 1);
    expect(rings).toBe(2);
  });

  it('with one sound for all who knock, or knock again, within seconds', () => {
    for (const n of [2, 3, 4, 5]) {
      wait(1, n);
      wait(1);
      at += 1000;
    }
    expect(rings).toBe(1);
    expect([mayRing(undefined, 0), mayRing(0, 7999), mayRing(0, 8000)]).toEqual([true, false, true]);
  });

  it('and not again once put aside', () => {
    knocks.putAside();
    expect(announced()).toEqual([]);
    wait(1, 2);
    expect(announced()).toEqual(['Person 2']);
  });

  it('and to nobody who lost the right', () => {
    client.set({ door: undefined });
    expect(announced()).toEqual([]);
  });
});
