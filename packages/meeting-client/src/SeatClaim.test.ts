import { describe, expect, it } from 'vitest';
import { SeatClaim } from './SeatClaim.ts';
import { FakeEnvironment, FakeLocks } from './testing/FakeEnvironment.ts';

const slug = 'abc-defg-hij';
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('SeatClaim', () => {
  it('JOIN-6: a reload claims the seat that its tab held', async () => {
    const tab = new FakeEnvironment();
    const before = new SeatClaim(tab, slug);
    expect(await before.heldSeatEpoch()).toBeUndefined();
    before.seated(7);
    await settle();
    before.close();
    expect(await new SeatClaim(tab, slug).heldSeatEpoch()).toBe(7);
  });

  it('JOIN-6: a reload waits for the page before it to let go', async () => {
    const tab = new FakeEnvironment();
    const before = new SeatClaim(tab, slug);
    before.seated(7);
    await settle();
    const held = new SeatClaim(tab, slug).heldSeatEpoch();
    before.close();
    expect(await held).toBe(7);
  });

  it('JOIN-7: a duplicated tab does not claim the seat of the tab that it was copied from', async () => {
    const locks = new FakeLocks();
    const tab = new FakeEnvironment({ locks });
    const original = new SeatClaim(tab, slug);
    original.seated(7);
    await settle();
    const copy = new FakeEnvironment({ locks, tabStorage: tab.tabStorage.copy() });
    expect(await new SeatClaim(copy, slug).heldSeatEpoch()).toBeUndefined();
    original.close();
    expect(await new SeatClaim(copy, slug).heldSeatEpoch()).toBeUndefined();
    expect(await new SeatClaim(tab, slug).heldSeatEpoch()).toBe(7);
  });

  it('JOIN-8: "Join as another person" gives this tab a seat of its own, over reloads', async () => {
    const tab = new FakeEnvironment();
    const seat = new SeatClaim(tab, slug);
    expect(seat.seatKey).toBe('browser');
    seat.moveToOwnSeat();
    expect(seat.seatKey).toMatch(/^[0-9a-f-]{36}$/);
    expect(new SeatClaim(tab, slug).seatKey).toBe(seat.seatKey);
    expect(await seat.heldSeatEpoch()).toBeUndefined();
  });

  it('JOIN-8: seats of two meetings have nothing to do with each other', async () => {
    const tab = new FakeEnvironment();
    new SeatClaim(tab, slug).seated(7);
    await settle();
    const other = new SeatClaim(tab, 'xyz-xyzx-xyz');
    expect(await other.heldSeatEpoch()).toBeUndefined();
    new SeatClaim(tab, slug).moveToOwnSeat();
    expect(other.seatKey).toBe('browser');
  });

  it('JOIN-9: who has left claims nothing, and lets go of the lock', async () => {
    const tab = new FakeEnvironment();
    const seat = new SeatClaim(tab, slug);
    seat.seated(7);
    await settle();
    expect(tab.locks.held).toHaveLength(1);
    seat.vacate();
    expect(tab.locks.held).toEqual([]);
    expect(await seat.heldSeatEpoch()).toBeUndefined();
  });

  it('JOIN-9: a lock that comes when the seat is left already is let go', async () => {
    const locks = new FakeLocks();
    const other = new SeatClaim(new FakeEnvironment({ locks }), slug);
    other.seated(7);
    await settle();
    const seat = new SeatClaim(new FakeEnvironment({ locks }), slug);
    seat.seated(8);
    seat.vacate();
    other.vacate();
    await settle();
    expect(locks.held).toEqual([]);
  });
});
