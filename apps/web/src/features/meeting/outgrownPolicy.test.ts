// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reloadWhenOutgrown } from './outgrownPolicy.ts';

let reloads = 0;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  reloads = 0;
  stop = reloadWhenOutgrown(() => (reloads += 1));
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

const violate = (effectiveDirective: string) =>
  document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), { effectiveDirective }));

it('UI-24: a page that is sent to a media server newer than itself is opened anew', () => {
  vi.advanceTimersByTime(60_000);
  violate('connect-src');
  expect(reloads).toBe(1);
});

it('UI-24: not one that has just been opened, nor for anything else, nor when the meeting is closed', () => {
  violate('connect-src');
  vi.advanceTimersByTime(60_000);
  violate('script-src');
  stop();
  violate('connect-src');
  expect(reloads).toBe(0);
});
