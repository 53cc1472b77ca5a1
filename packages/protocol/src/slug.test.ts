import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMeetingSlug, MeetingSlug, parseMeetingInput } from './slug.ts';

describe('meeting codes', () => {
  it('SLUG-1: a new code has the form abc-defg-hij and two are not alike', () => {
    const slugs = Array.from({ length: 200 }, () => createMeetingSlug(randomBytes));
    for (const slug of slugs) expect(MeetingSlug.parse(slug)).toBe(slug);
    expect(new Set(slugs).size).toBe(slugs.length);
  });

  it('SLUG-1: bytes that would favour some letters are passed over', () => {
    let call = 0;
    const slug = createMeetingSlug((n) => new Uint8Array(n).fill(call++ === 0 ? 255 : 25));
    expect(slug).toBe('zzz-zzzz-zzz');
  });

  it.each([
    ['abc-defg-hij', 'abc-defg-hij'],
    ['  ABC-DEFG-HIJ ', 'abc-defg-hij'],
    ['abcdefghij', 'abc-defg-hij'],
    ['abc defg hij', 'abc-defg-hij'],
    ['https://meet.example/m/abc-defg-hij', 'abc-defg-hij'],
    ['meet.example/m/abc-defg-hij/?x=1#y', 'abc-defg-hij'],
  ])('SLUG-2: reads %j', (text, slug) => {
    expect(parseMeetingInput(text)).toBe(slug);
  });

  it.each(['', 'abc', 'abc-defg-hijk', 'https://meet.example/', '123-4567-890', '<b>abc-defg-hij</b>'])(
    'SLUG-2: refuses %j',
    (text) => {
      expect(parseMeetingInput(text)).toBeUndefined();
    },
  );
});
