import { describe, expect, it } from 'vitest';
import { CreateMeetingInput } from './web.ts';

describe('ENTER-1: the name of a meeting', () => {
  it.each([
    ['  Design review ', 'Design review'],
    ['<b>Review</b> & \u{1F469}\u200d\u{1F4BB}', '<b>Review</b> & \u{1F469}\u200d\u{1F4BB}'],
    // Marks that would turn around what stands beside it, or hide a part of it.
    ['\u202eweiveR', 'weiveR'],
    ['Re\u00advi\u200bew\u2066', 'Review'],
    ['\u200b \u200e', ''],
    ['x'.repeat(120), 'x'.repeat(120)],
  ])('%j is kept as %j', (title, kept) => expect(CreateMeetingInput.parse({ title }).title).toBe(kept));

  it.each([['Review\u0000'], ['Review\nof all'], ['x'.repeat(121)], [7]])('%j is refused', (title) =>
    expect(CreateMeetingInput.safeParse({ title }).success).toBe(false),
  );
});
