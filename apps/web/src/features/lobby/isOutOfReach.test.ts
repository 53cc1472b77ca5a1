import { expect, it } from 'vitest';
import { isOutOfReach } from './isOutOfReach.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0';
const chromium =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
// On iOS every browser is WebKit.
const firefoxOnIos =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/152.0 Mobile/15E148 Safari/605.1.15';

it.each([
  [firefox, true, true],
  [firefox, false, false],
  [chromium, true, false],
  [firefoxOnIos, true, false],
])(
  'LOBBY-7: only Firefox has no way to a loopback address: %s, loopback only: %o',
  (browser, loopbackOnly, out) => {
    expect(isOutOfReach(loopbackOnly, browser)).toBe(out);
  },
);
