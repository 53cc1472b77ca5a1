import { expect, it } from 'vitest';
import { loadText } from './loadText.ts';

it('LOAD-13: the report says in words what was missed', () => {
  const text = loadText({
    url: 'http://localhost:3000',
    people: 3,
    joined: 2,
    minutes: 1,
    joinMs: { median: 300.4, most: 400.6 },
    failedJoins: ['Person 3: timeout'],
    rooms: [
      {
        slug: 'abc-defg-hij',
        people: 2,
        expected: 4,
        flowing: 3,
        misses: [
          { receiver: 'Person 1', sender: 'Person 2', what: 'camera', silentMs: 9000.2 },
          { receiver: 'Person 2', what: 'gone' },
        ],
        largestGapMs: { audio: 70, video: 9000 },
        sequenceBreaks: 1,
        lost: 2,
        pictureBreaks: 3,
        packets: 1000,
        bytes: 1_500_000,
      },
    ],
    cpu: 0.17,
    holds: false,
  });
  expect(text.split('\n')).toEqual([
    '2 of 3 joined, in 300 ms (median), at most 401 ms',
    '  failed: Person 3: timeout',
    'abc-defg-hij: 2 people, 3 of 4 streams flow, 1000 packets, 1.5 MB',
    '  longest gap 70 ms in sound, 9000 ms in pictures; 1 breaks of sequence, 2 packets lost, 3 frames missed',
    '  Person 1 misses the camera of Person 2: last came 9000 ms ago',
    '  Person 2 does not sit in the meeting any more',
    'CPU of these people: 17 % of one core',
    'Somebody does not receive what they should.',
    '',
  ]);
});
