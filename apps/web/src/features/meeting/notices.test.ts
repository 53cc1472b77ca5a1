import { expect, it } from 'vitest';
import { gathered, isOutdatedBy, type Notice } from './notices.ts';

const fellBack = (device: 'camera' | 'microphone'): Notice => ({
  type: 'device',
  notice: { type: 'fellBack', device, label: 'Desk' },
});

it('DEVICE-13: what is said of a device takes the place of what was said of it before', () => {
  const didNotStart: Notice = { type: 'deviceFailed', device: 'camera', cause: 'busy' };
  expect(isOutdatedBy(fellBack('camera'), didNotStart)).toBe(true);
  expect(isOutdatedBy(didNotStart, fellBack('camera'))).toBe(true);
  expect(isOutdatedBy(fellBack('camera'), fellBack('microphone'))).toBe(false);
  expect(isOutdatedBy(fellBack('camera'), { type: 'reconnected' })).toBe(false);
  expect(isOutdatedBy({ type: 'reconnected' }, { type: 'reconnected' })).toBe(false);
});

it('UI-12: a group that comes, or goes, is told in one sentence', () => {
  const joined = (name: string, others = 0): Notice => ({ type: 'joined', name, others });
  const left: Notice = { type: 'left', name: 'Dan', others: 0 };
  expect(gathered([], joined('Ada'))).toEqual(joined('Ada'));
  expect(gathered([left, joined('Ada')], joined('Bob'))).toEqual(joined('Bob', 1));
  expect(gathered([joined('Bob', 1)], joined('Eve'))).toEqual(joined('Eve', 2));
  expect(gathered([joined('Bob', 1)], left)).toEqual(left);
  expect(isOutdatedBy(joined('Ada'), joined('Bob', 1))).toBe(true);
  expect(isOutdatedBy(left, joined('Bob', 1))).toBe(false);
});
