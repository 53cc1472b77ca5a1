import type { Ref } from './messages.ts';

/**
 * Values on the wire are JSON, but for three things: a mediasoup object is `{ $ref }`, a Buffer `{ $bytes }`, a bigint
 * `{ $bigint }`. mediasoup itself uses no such keys.
 */
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isBytes = (value: unknown): value is { $bytes: string } =>
  isRecord(value) && typeof value['$bytes'] === 'string';

/** What has an answer of `refOf` is an object of the session. */
export function encodeValue(value: unknown, refOf: (object: object) => Ref | undefined): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  const ref = refOf(value);
  if (ref !== undefined) return { $ref: ref };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map((item: unknown) => encodeValue(item, refOf));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeValue(item, refOf)]));
}

/** @throws what `objectOf` throws for a reference that leads nowhere */
export function decodeValue(value: unknown, objectOf: (ref: Ref) => object): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => decodeValue(item, objectOf));
  if (!isRecord(value)) return value;
  if (typeof value['$ref'] === 'number') return objectOf(value['$ref']);
  if (isBytes(value)) return Buffer.from(value.$bytes, 'base64');
  if (typeof value['$bigint'] === 'string') return BigInt(value['$bigint']);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodeValue(item, objectOf)]));
}
