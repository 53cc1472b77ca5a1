import { expect, test } from 'vitest';
import { decodeValue, encodeValue } from './wireValue.ts';

const object = { any: 'object' };
const throughWire = (value: unknown): unknown =>
  decodeValue(
    JSON.parse(JSON.stringify(encodeValue(value, (it) => (it === object ? 7 : undefined)))),
    (ref) => ({ was: ref }),
  );

test('HZN-10: values cross the wire as they are: bytes, bigints, and objects by their numbers', () => {
  const value = { list: [1, 'two', null, true], bytes: Buffer.from([0, 255]), big: 2n ** 60n, of: [object] };
  expect(throughWire(value)).toEqual({ ...value, of: [{ was: 7 }] });
  expect(throughWire({ f: () => 1, u: undefined })).toEqual({});
});

test('HZN-22: a key that is the name of a prototype is a key like any other', () => {
  const wire: unknown = JSON.parse('{ "__proto__": { "polluted": true } }');
  const decoded = decodeValue(wire, () => object);
  expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
  expect(Object.hasOwn(decoded as object, '__proto__')).toBe(true);
});
