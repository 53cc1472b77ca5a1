import { describe, expect, it } from 'vitest';
import { planPorts } from './portPlan.ts';

const usual = { basePort: 10_000, portsPerWorker: 1000, workers: 4, serverIndex: 0, taken: [3000, 3001] };

describe('planPorts', () => {
  it('PORT-1: worker i of the first server has 10000 + 1000 i to + 999 (003-3, 003-4)', () => {
    expect(planPorts(usual)).toEqual([
      { clients: 10_000, rtcMinPort: 10_001, rtcMaxPort: 10_999 },
      { clients: 11_000, rtcMinPort: 11_001, rtcMaxPort: 11_999 },
      { clients: 12_000, rtcMinPort: 12_001, rtcMaxPort: 12_999 },
      { clients: 13_000, rtcMinPort: 13_001, rtcMaxPort: 13_999 },
    ]);
  });

  it('PORT-2: the next server begins where the one before ended', () => {
    const ranges = [0, 1, 2].flatMap((serverIndex) => planPorts({ ...usual, workers: 2, serverIndex }));
    expect(ranges.map(({ clients }) => clients)).toEqual([10_000, 11_000, 12_000, 13_000, 14_000, 15_000]);
  });

  it('PORT-3: a port that is taken, past 32767, or too few for a worker are refused by name', () => {
    expect(() => planPorts({ ...usual, taken: [11_500] })).toThrow('11500');
    expect(() => planPorts({ ...usual, workers: 23 })).toThrow('32767');
    expect(() => planPorts({ ...usual, portsPerWorker: 1 })).toThrow('RTC_PORTS_PER_WORKER');
  });
});
