import { DisplayName } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { nameProblem } from './nameProblem.ts';

describe('UI-4: the lobby says what is wrong with a name', () => {
  it.each([
    ['   ', 'nameEmpty'],
    ['a'.repeat(61), 'nameTooLong'],
    ['a'.repeat(5000), 'nameTooLong'],
    ['a\u202Eb', 'nameControl'],
  ])('%j', (name, problem) => {
    expect(nameProblem(DisplayName.safeParse(name).error!)).toBe(problem);
  });
});
