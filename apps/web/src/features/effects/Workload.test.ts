import { expect, it } from 'vitest';
import { Workload } from './Workload.ts';

function after(...frames: readonly (readonly [count: number, milliseconds: number])[]) {
  const workload = new Workload();
  for (const [count, milliseconds] of frames)
    for (let index = 0; index < count; index += 1) workload.add(milliseconds);
  return { oneIn: workload.oneIn, scale: workload.scale, tooSlow: workload.tooSlow };
}

it.each([
  { what: 'a quick machine', frames: [[100, 12]], oneIn: 1, scale: 1, tooSlow: false },
  { what: 'a first frame that takes long', frames: [[1, 2000]], oneIn: 1, scale: 1, tooSlow: false },
  {
    what: 'a machine that is busy for a moment',
    frames: [
      [60, 12],
      [5, 60],
    ],
    oneIn: 1,
    scale: 1,
    tooSlow: false,
  },
  { what: 'a slow machine', frames: [[60, 45]], oneIn: 2, scale: 1, tooSlow: false },
  {
    what: 'a machine that has become idle',
    frames: [
      [60, 45],
      [90, 12],
    ],
    oneIn: 1,
    scale: 1,
    tooSlow: false,
  },
  {
    what: 'a machine that keeps up with smaller frames',
    frames: [
      [40, 100],
      [60, 20],
    ],
    oneIn: 1,
    scale: 0.5,
    tooSlow: false,
  },
  { what: 'a machine that never keeps up', frames: [[60, 400]], oneIn: 2, scale: 0.5, tooSlow: true },
] as const)('EFFECT-8: $what paints one frame in $oneIn', ({ frames, oneIn, scale, tooSlow }) => {
  expect(after(...frames)).toEqual({ oneIn, scale, tooSlow });
});
