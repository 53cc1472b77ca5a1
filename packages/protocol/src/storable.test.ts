import { expect, it } from 'vitest';
import { ChatText } from './chat.ts';
import { SeatEpoch } from './ids.ts';
import { ChatHistoryInput, CreateMeetingInput } from './web.ts';

const MOST = 2 ** 31 - 1;
const meetingId = '4c0e5a53-25b4-4f0b-8d9b-9d1c1a1f6f11';

it('INPUT-5: a number that the database cannot hold is refused', () => {
  expect(SeatEpoch.parse(MOST)).toBe(MOST);
  expect(SeatEpoch.safeParse(MOST + 1).success).toBe(false);
  for (const seq of ['afterSeq', 'beforeSeq']) {
    expect(ChatHistoryInput.safeParse({ meetingId, [seq]: MOST }).success).toBe(true);
    expect(ChatHistoryInput.safeParse({ meetingId, [seq]: MOST + 1 }).success).toBe(false);
  }
});

it('INPUT-5: so is text with a character that it cannot hold', () => {
  expect(ChatText.safeParse('a\tb').success).toBe(true);
  expect(ChatText.safeParse('a\0b').success).toBe(false);
  expect(CreateMeetingInput.safeParse({ title: 'a\0b' }).success).toBe(false);
});
