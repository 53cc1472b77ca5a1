import { describe, expect, it } from 'vitest';
import type { CheckResult } from './checkResult.ts';
import { judgeCheck } from './judgeCheck.ts';

const rate = (bps: number, rising = false) => ({ bps, rising });
const GOOD: CheckResult = {
  udp: true,
  tcp: true,
  unsteady: false,
  protocol: 'udp',
  port: 10_000,
  roundTripMs: 20,
  lossUp: 0,
  lossDown: 0,
  upload: rate(7e6),
  download: rate(8e6),
  tookMs: 5000,
  serverId: undefined,
};
const nothing = { roundTripMs: undefined, lossUp: undefined, lossDown: undefined };
const noRates = { upload: undefined, download: undefined };

describe('the verdict of a connection check', () => {
  it.each<[string, Partial<CheckResult>, string, readonly string[]]>([
    ['all is well', {}, 'good', []],
    ['TCP alone', { udp: false, protocol: 'tcp' }, 'fair', ['udpBlocked']],
    ['no path', { udp: false, tcp: false, protocol: undefined, ...nothing, ...noRates }, 'poor', ['noPath']],
    ['UDP that loses too much to connect', { udp: false, unsteady: true }, 'poor', ['unsteady']],
    ['that, and no TCP', { udp: false, tcp: false, unsteady: true }, 'poor', ['unsteady']],
    ['one ping of sixty lost', { lossUp: 1 / 60 }, 'good', []],
    ['some loss up', { lossUp: 0.05 }, 'fair', ['lossFair']],
    ['much loss down', { lossDown: 0.1 }, 'poor', ['lossPoor']],
    ['far away', { roundTripMs: 200 }, 'fair', ['slow']],
    ['very far away', { roundTripMs: 301 }, 'poor', ['farAway']],
    ['little upload', { upload: rate(500_000) }, 'poor', ['uploadPoor']],
    ['enough upload for two layers', { upload: rate(1e6) }, 'fair', ['uploadFair']],
    ['little download', { download: rate(900_000) }, 'poor', ['downloadPoor']],
    ['some download', { download: rate(2e6) }, 'fair', ['downloadFair']],
    ['little, but still rising', { download: rate(900_000, true) }, 'unknown', []],
    ['little, over a long way', { roundTripMs: 100, download: rate(1.5e6) }, 'unknown', []],
    ['hardly any, over a long way', { roundTripMs: 100, download: rate(0.6e6) }, 'poor', ['downloadPoor']],
    ['not measured', { ...nothing, ...noRates }, 'unknown', []],
    [
      'all at once, the worst first',
      { udp: false, lossDown: 0.2, roundTripMs: 400, upload: rate(1), download: rate(1) },
      'poor',
      ['udpBlocked', 'lossPoor', 'uploadPoor', 'downloadPoor', 'farAway'],
    ],
  ])('LINE-7: %s', (...[, change, overall, advice]) => {
    expect(judgeCheck({ ...GOOD, ...change })).toMatchObject({ overall, advice });
  });

  it.each([
    // As measured over lines that nothing limits: the worker's sender grows slowly.
    [52, 4.3e6],
    [103, 1.5e6],
    [202, 0.6e6],
    [302, 0.4e6],
    [445, 0.3e6],
  ])('LINE-8: at %i ms a download of %d is not the line’s fault', (roundTripMs, bps) => {
    const { rows, advice } = judgeCheck({ ...GOOD, roundTripMs, download: rate(bps) });
    expect(['good', 'unknown']).toContain(rows.download);
    expect(advice).not.toContain('downloadPoor');
  });
});
