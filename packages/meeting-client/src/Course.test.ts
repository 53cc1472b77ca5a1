import { expect, it } from 'vitest';
import { Course } from './Course.ts';
import { silentLog } from './clientLog.ts';
import type { MeetingPhase } from './snapshot.ts';

const create = () => {
  const phases: MeetingPhase[] = [];
  return { course: new Course({ log: silentLog, onPhase: (phase) => phases.push(phase) }), phases };
};

it('JOIN-13: what begins ends what was going on before, and the end ends it all', async () => {
  const { course } = create();
  const before = course.begin();
  const slept = before.sleep(60_000);
  const now = course.begin();
  expect(await slept).toBe(false);
  expect([before.closed, now.closed]).toEqual([true, false]);
  course.close();
  expect(now.closed).toBe(true);
});

it('MOVE-10: a move lasts until the next peer sits, or until something else begins', () => {
  const { course } = create();
  expect(course.isMoving).toBe(false);
  course.beginMove();
  expect(course.isMoving).toBe(true);
  course.begin();
  expect(course.isMoving).toBe(false);
  const turn = course.beginMove();
  course.endMove();
  expect([course.isMoving, turn.closed]).toEqual([false, false]);
});

it('MOVE-13: a seat that is lost during a move is taken again by the peer that is on its way', () => {
  const { course, phases } = create();
  const turn = course.beginMove();
  course.reach({ state: 'joined', connection: 'rejoining' });
  expect([course.isRejoining, course.isMoving, turn.closed]).toEqual([true, true, false]);
  expect(phases).toEqual([{ state: 'joined', connection: 'rejoining' }]);
  course.reach({ state: 'joined', connection: 'connected' });
  expect(course.isRejoining).toBe(false);
});

it.each(['joining', 'joined'] as const)('JOIN-5: who is %s does not enter once more', (state) => {
  const { course } = create();
  course.requireOutside('enter');
  course.reach(state === 'joined' ? { state, connection: 'connected' } : { state });
  expect(() => course.requireOutside('enter')).toThrow(expect.objectContaining({ code: 'wrongState' }));
});
