import { describe, expect, it } from 'vitest';
import { defaultLimits, limitVariable, parseLimits } from './limits.ts';

describe('limits', () => {
  it('LIMIT-1: without variables the defaults stand', () => {
    expect(parseLimits({})).toEqual(defaultLimits);
  });

  it('LIMIT-1: workers are sampled every second, their usage logged every two minutes (X12, 001-16)', () => {
    expect(defaultLimits).toMatchObject({ workerSampleMs: 1000, workerUsageLogMs: 120_000 });
  });

  it('LIMIT-1: each is set by its own variable', () => {
    expect(limitVariable('peerWithoutSocketMs')).toBe('LIMIT_PEER_WITHOUT_SOCKET_MS');
    const limits = parseLimits({ LIMIT_PEER_WITHOUT_SOCKET_MS: '2000' });
    expect(limits).toEqual({ ...defaultLimits, peerWithoutSocketMs: 2000 });
  });

  it.each(['0', '-1', 'soon', '1.5'])('LIMIT-2: %j is refused by the name of its variable', (text) => {
    expect(() => parseLimits({ LIMIT_LEASE_MS: text })).toThrow(/LIMIT_LEASE_MS/);
  });
});
