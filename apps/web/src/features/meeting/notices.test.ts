import { expect, it } from 'vitest';
import { isOutdatedBy, type Notice } from './notices.ts';

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
