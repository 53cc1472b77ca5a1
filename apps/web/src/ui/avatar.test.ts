import { describe, expect, it } from 'vitest';
import { hueOf, initialsOf } from './avatar.ts';

describe('UI-3: avatars', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['ada', 'A'],
    ['Ada Maria King', 'AK'],
    ['  Ülo  ', 'Ü'],
    ['李 小龙', '李小'],
    ['👋 Sam', 'S'],
    ['***', '?'],
  ])('%s is drawn as %s', (name, letters) => {
    expect(initialsOf(name)).toBe(letters);
  });

  it('one id always has one hue, and ids that differ by little do not share it', () => {
    expect(hueOf('a1')).toBe(hueOf('a1'));
    expect(hueOf('a1')).not.toBe(hueOf('a2'));
    for (const id of ['', 'x', 'participant']) expect(hueOf(id)).toBeLessThan(360);
  });
});
