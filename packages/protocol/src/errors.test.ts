import { describe, expect, it } from 'vitest';
import { AppError, WireError } from './errors.ts';

describe('errors', () => {
  it('ERROR-1: code and details cross the wire, the cause does not', () => {
    const error = AppError.databaseUnavailable(new Error('password=secret'));
    const wire = WireError.parse(JSON.parse(JSON.stringify(error.toWire())));
    expect(wire).toEqual({ code: 'databaseUnavailable', details: {} });
    expect(AppError.fromWire(wire).code).toBe('databaseUnavailable');
  });

  it('ERROR-2: what is no AppError becomes internal and keeps its cause', () => {
    const cause = new TypeError('boom');
    expect(AppError.from(cause)).toMatchObject({ code: 'internal', cause });
    const known = AppError.resumeFailed();
    expect(AppError.from(known)).toBe(known);
  });
});
