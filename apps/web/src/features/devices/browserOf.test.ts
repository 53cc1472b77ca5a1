import { expect, it } from 'vitest';
import { browserOf } from './browserOf.ts';

const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0', 0, 'firefox'],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    0,
    'other',
  ],
  [`${mac} Version/26.1 Safari/605.1.15`, 0, 'safari'],
  [`${mac} Version/26.1 Safari/605.1.15`, 5, 'ios'],
  [`${mac} Chrome/156.0.0.0 Safari/537.36`, 0, 'other'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari',
    5,
    'ios',
  ],
  ['Mozilla/5.0 (Android 16; Mobile; rv:152.0) Gecko/152.0 Firefox/152.0', 5, 'android'],
] as const)('UI-5: %s with %d fingers is %s', (userAgent, maxTouchPoints, browser) => {
  expect(browserOf({ userAgent, maxTouchPoints })).toBe(browser);
});
