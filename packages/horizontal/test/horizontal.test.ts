import { beforeEach, expect, test } from 'vitest';
import { Horizontal, HorizontalError } from '../src/index.ts';
import { FakeInstance } from './FakeInstance.ts';

let one: FakeInstance;
let two: FakeInstance;
beforeEach(() => {
  one = new FakeInstance('one');
  two = new FakeInstance('two');
});

test('HZN-1 (002-3, 002-4, 002-5): it is a Set of whatever has the interface', () => {
  const horizontal = new Horizontal([one]);
  expect(horizontal.add(two)).toBe(horizontal);
  expect(horizontal.add(one).size).toBe(2);
  expect([...horizontal]).toEqual([one, two]);
  expect([...horizontal.values()]).toEqual([...horizontal.keys()]);
  expect([...horizontal.entries()]).toEqual([
    [one, one],
    [two, two],
  ]);
  const seen: unknown[] = [];
  horizontal.forEach((value, key, set) => seen.push([value.name, key.name, set.size]));
  expect(seen).toEqual([
    ['one', 'one', 2],
    ['two', 'two', 2],
  ]);
  expect([horizontal.has(one), horizontal.delete(one), horizontal.has(one), horizontal.delete(one)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(one.state).toBe('open');
  horizontal.clear();
  expect([horizontal.size, two.state]).toEqual([0, 'open']);
});

test.each([
  ['protocol', { protocol: 2 }, 'protocol 2, not 1'],
  ['mediasoup', { mediasoup: '3.1' }, /mediasoup 3\.1, not 3\.\d+/],
  ['fewer codecs', { codecs: ['audio/opus'] }, /without .*video\/vp8/],
  [
    'more codecs',
    { codecs: [...new FakeInstance().compatibility.codecs, 'video/av9'] },
    'with video/av9 besides',
  ],
] as const)(
  'HZN-2 (002-6, 002-7): an instance with another %s is refused with the reason',
  (_what, other, reason) => {
    const horizontal = new Horizontal([one]);
    two.compatibility = { ...two.compatibility, ...other };
    const add = () => horizontal.add(two);
    expect(add).toThrow(HorizontalError);
    expect(add).toThrow(reason);
    expect(horizontal.size).toBe(1);
    // Alone it is as good as any other.
    expect(new Horizontal([two]).size).toBe(1);
  },
);

test('HZN-3 (002-9): an instance that closes leaves by itself, and one that is closed is not taken', () => {
  const horizontal = new Horizontal([one, two]);
  const left: string[] = [];
  horizontal.observer.on('connectionclose', ({ name }) => left.push(name));
  one.close();
  expect([left, horizontal.size]).toEqual([['one'], 1]);
  expect(() => horizontal.add(one)).toThrow('closed');
  two.close();
  expect(one.observer.listenerCount('close') + two.observer.listenerCount('close')).toBe(0);
});

test('HZN-4 (002-1, 002-7): workers are asked of the open instance with the fewest, those being made too', async () => {
  const horizontal = new Horizontal([one, two]);
  const { createWorker } = horizontal;
  await Promise.allSettled([1, 2, 3, 4].map(async (rtcMinPort) => createWorker({ rtcMinPort })));
  expect([one.asked, two.asked]).toEqual([
    [1, 3],
    [2, 4],
  ]);
  one.state = 'reconnecting';
  await expect(createWorker({ rtcMinPort: 5 })).rejects.toThrow('no worker 5');
  expect(two.asked).toEqual([2, 4, 5]);
  two.state = 'reconnecting';
  await expect(createWorker()).rejects.toMatchObject({ code: 'disconnected' });
});
