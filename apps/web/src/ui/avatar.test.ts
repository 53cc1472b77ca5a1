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

  it('one id always has one hue, and many ids use many hues', () => {
    expect(hueOf('a1')).toBe(hueOf('a1'));
    const hues = new Set(Array.from({ length: 200 }, (_, n) => hueOf(`00000000-0000-4000-8000-${n}`)));
    expect(hues.size).toBeGreaterThanOrEqual(10);
  });
});
