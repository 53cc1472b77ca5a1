import { describe, expect, it } from 'vitest';
import { meetingAddress } from './meetingAddress.ts';

const ORIGIN = 'https://meet.example';

describe('UI-2: what is typed or pasted on the home page leads', () => {
  it.each([
    ['abc-defg-hij', '/m/abc-defg-hij'],
    ['  ABCDEFGHIJ ', '/m/abc-defg-hij'],
    ['https://meet.example/m/abc-defg-hij?x=1', '/m/abc-defg-hij'],
    ['meet.example/m/abc-defg-hij', '/m/abc-defg-hij'],
    [' HTTP://other.example:4000/m/abc-defg-hij#a', 'http://other.example:4000/m/abc-defg-hij'],
    ['https://user:secret@other.example/x/abc-defg-hij', 'https://other.example/m/abc-defg-hij'],
    ['javascript:alert(1)//abc-defg-hij', '/m/abc-defg-hij'],
    ['https://other.example/', undefined],
    ['nonsense!', undefined],
    ['', undefined],
  ])('%s', (text, address) => expect(meetingAddress(text, ORIGIN)).toBe(address));
});
