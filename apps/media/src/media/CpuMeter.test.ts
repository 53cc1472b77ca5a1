import { expect, it } from 'vitest';
import { CpuMeter } from './CpuMeter.ts';

it('POOL-2: CPU is a share of one core between two samples; the first one counts for nothing', () => {
  const meter = new CpuMeter();
  meter.add({ ru_utime: 90_000, ru_stime: 10_000 }, 1_000);
  expect(meter.share).toBe(0);
  meter.add({ ru_utime: 90_200, ru_stime: 10_050 }, 2_000);
  expect(meter.share).toBe(0.25);
});
