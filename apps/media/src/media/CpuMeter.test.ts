import { expect, it } from 'vitest';
import { CpuMeter } from './CpuMeter.ts';

it('POOL-2: CPU is a share of one core between two samples; the first one counts for nothing', () => {
  const meter = new CpuMeter();
  meter.add({ ru_utime: 90_000, ru_stime: 10_000 }, 1_000);
  expect(meter.share).toBe(0);
  meter.add({ ru_utime: 90_200, ru_stime: 10_050 }, 2_000);
  expect(meter.share).toBe(0.25);
});

it('PLACE-9: a second of full work is no steady load, and half a minute of it is', () => {
  const meter = new CpuMeter();
  const work = (seconds: number, from: number) => {
    for (let second = 0; second <= seconds; second += 1) {
      meter.add({ ru_utime: (from + second) * 1000, ru_stime: 0 }, (from + second) * 1000);
    }
  };
  work(1, 0);
  expect(meter.share).toBe(1);
  expect(meter.steadyShare).toBeLessThan(0.2);
  work(30, 1);
  expect(meter.steadyShare).toBeGreaterThan(0.9);
});
