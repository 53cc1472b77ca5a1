import { describe, expect, it } from 'vitest';
import { DisplayName } from './displayName.ts';

describe('display names', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['<b>Ada</b> & "co"', '<b>Ada</b> & "co"'],
    ['Zoë', 'Zoë'],
    ['李小龍', '李小龍'],
    ['👩‍💻 Ada', '👩‍💻 Ada'],
    ['x'.repeat(60), 'x'.repeat(60)],
  ])('NAME-1: keeps %j', (text, name) => {
    expect(DisplayName.parse(text)).toBe(name);
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['x'.repeat(61), 'tooLong'],
    ['x'.repeat(500), 'tooLong'],
    ['Ada\u0000', 'controlCharacters'],
    ['Ada\nLovelace', 'controlCharacters'],
    ['\u202eadA', 'controlCharacters'],
    ['A\u200bda', 'controlCharacters'],
    ['\u001b[31mAda', 'controlCharacters'],
  ])('NAME-2: refuses %j as %s', (text, message) => {
    const parsed = DisplayName.safeParse(text);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.message).toBe(message);
  });
});
