import { defineConfig } from '@playwright/test';
import type { Topologies } from './support/test.ts';

export default defineConfig<object, Topologies>({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results/e2e',
  // Two cores carry about three publishing browsers beside the servers: one meeting at a time.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: { trace: 'retain-on-failure' },
  // A scenario is written once, and runs wherever people may come to sit.
  projects: [
    {
      name: 'one-worker',
      use: { topology: { servers: 1, workers: 1, spread: false } },
      grepInvert: /@apart/,
      testIgnore: ['recovery.spec.ts', 'why.spec.ts', 'check.spec.ts'],
    },
    {
      name: 'two-servers',
      use: { topology: { servers: 2, workers: 2, spread: true } },
      testMatch: ['meeting.spec.ts', 'seat.spec.ts', 'apart.spec.ts', 'admin.spec.ts', 'recovery.spec.ts'],
      grepInvert: /@three|@together/,
    },
    {
      name: 'recovery',
      use: { topology: { servers: 2, workers: 2, spread: false } },
      testMatch: 'recovery.spec.ts',
      grepInvert: /@apart/,
    },
    {
      name: 'relayed',
      use: { topology: { servers: 2, workers: 1, spread: true, relayed: true } },
      testMatch: ['why.spec.ts', 'check.spec.ts'],
    },
    {
      name: 'three-servers',
      use: { topology: { servers: 3, workers: 1, spread: true } },
      testMatch: ['meeting.spec.ts', 'apart.spec.ts'],
      grep: /@three/,
    },
  ],
});
