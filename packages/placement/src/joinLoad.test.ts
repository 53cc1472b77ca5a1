import type { Source } from '@convene/protocol';
import { expect, it } from 'vitest';
import { joinLoad } from './joinLoad.ts';

const sent = (count: number, source: Source, paused = false) =>
  Array.from({ length: count }, () => ({ source, paused }));

it.each([
  ['to an empty room', 0, [], { receives: 0, sends: 2 }],
  [
    'to three with camera and microphone',
    3,
    [...sent(3, 'camera'), ...sent(3, 'microphone')],
    { receives: 6, sends: 2 },
  ],
  ['to ten who have just come and send nothing yet', 10, [], { receives: 10, sends: 2 }],
  [
    'to a shared screen with sound',
    2,
    [...sent(2, 'microphone'), ...sent(1, 'screen'), ...sent(1, 'screenAudio')],
    { receives: 4, sends: 2 },
  ],
  [
    'to a page full of tiles',
    40,
    [...sent(40, 'camera'), ...sent(40, 'microphone')],
    { receives: 35, sends: 0 },
  ],
  ['to 100 open microphones', 100, sent(100, 'microphone'), { receives: 10, sends: 0 }],
  ['to 100 muted microphones', 100, sent(100, 'microphone', true), { receives: 25, sends: 0 }],
])('PLACE-37: who comes %s brings what the rules of receiving say', (...[, people, streams, load]) => {
  expect(joinLoad({ people, cameras: 0, streams, camera: true })).toEqual(load);
});

it('PLACE-37: who has just come and says that their camera is on is about to send it', () => {
  const streams = sent(1, 'camera');
  const load = (cameras: number) => joinLoad({ people: 4, cameras, streams, camera: true }).receives;
  expect([load(0), load(1), load(4)]).toEqual([5, 5, 8]);
});

it('PLACE-37: who comes without a camera sends one stream less', () => {
  expect(joinLoad({ people: 3, cameras: 0, streams: sent(3, 'microphone'), camera: false })).toEqual({
    receives: 3,
    sends: 1,
  });
});
