import { describe, expect, test } from 'vitest';
import { pendingMigrations } from './migrations.mjs';

const first = { name: '1_first', sql: 'one', checksum: 'aa' };
const second = { name: '2_second', sql: 'two', checksum: 'bb' };
const rowOf = ({ name, checksum }: typeof first) => ({
  migration_name: name,
  checksum,
  finished_at: new Date(0),
});

describe('START-7: migrations', () => {
  test('those that the database does not have are pending, in order', () => {
    expect(pendingMigrations([first, second], [])).toEqual([first, second]);
    expect(pendingMigrations([first, second], [rowOf(first)])).toEqual([second]);
    expect(pendingMigrations([first, second], [rowOf(second), rowOf(first)])).toEqual([]);
  });

  test('one that was changed after it was applied is refused', () => {
    const changed = { ...first, checksum: 'cc' };
    expect(() => pendingMigrations([changed], [rowOf(first)])).toThrow(
      '1_first was changed after it had been applied',
    );
  });

  test('one that only the database has is refused', () => {
    expect(() => pendingMigrations([first], [rowOf(first), rowOf(second)])).toThrow(
      '2_second, which this version of Convene does not know',
    );
  });

  test('one that was broken off is refused', () => {
    expect(() => pendingMigrations([first], [{ ...rowOf(first), finished_at: null }])).toThrow(
      'was broken off',
    );
  });
});
