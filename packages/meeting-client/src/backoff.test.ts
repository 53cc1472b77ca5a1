import { describe, expect, it } from 'vitest';
import { backoffMs, comingBack, serverWaitMs } from './backoff.ts';

const CLIENTS = 500;
const WINDOW_MS = 100;

/** Chances that are the same in each run, and differ from client to client (mulberry32). */
function chances(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Wait = (index: number, chance: () => number) => number;

/** When each client tries within a minute, all having lost the same thing at the same instant. */
function attempts(wait: Wait): number[] {
  return Array.from({ length: CLIENTS }, (_, client) => {
    const chance = chances(client + 1);
    const times: number[] = [];
    for (let time = wait(0, chance); time < 60_000; time += wait(times.length, chance)) times.push(time);
    return times;
  }).flat();
}

/** The most attempts in any tenth of a second from `fromMs` on. */
function busiest(times: readonly number[], fromMs: number): number {
  const counts = new Map<number, number>();
  for (const time of times) {
    if (time < fromMs) continue;
    const window = Math.floor(time / WINDOW_MS);
    counts.set(window, (counts.get(window) ?? 0) + 1);
  }
  return Math.max(...counts.values());
}

it.each([
  [0, 0, 50],
  [0, 1, 200],
  [1, 1, 400],
  [2, 0.5, 500],
  [9, 1, 3000],
  [1000, 1, 3000],
])('RESUME-1: attempt %i with chance %d waits %i ms', (index, chance, expected) => {
  expect(backoffMs(index, { firstMs: 200, maxMs: 3000 }, () => chance)).toBe(expected);
});

it.each([
  { index: 0, retryAfterMs: 1000, least: 1000, most: 2000 },
  { index: 1, retryAfterMs: 1000, least: 2000, most: 4000 },
  { index: 2, retryAfterMs: 1000, least: 2500, most: 5000 },
  { index: 9, retryAfterMs: 1000, least: 2500, most: 5000 },
  { index: 0, retryAfterMs: 4000, least: 4000, most: 8000 },
  { index: 9, retryAfterMs: 4000, least: 4000, most: 8000 },
])(
  'RECOVER-1: wait $index for $retryAfterMs ms is $least to $most ms',
  ({ index, retryAfterMs, least, most }) => {
    expect(serverWaitMs(index, retryAfterMs, () => 0)).toBe(least);
    expect(serverWaitMs(index, retryAfterMs, () => 1)).toBe(most);
  },
);

describe('RECOVER-1: 500 clients that lose the same thing at once do not come back at once', () => {
  const policies: readonly (readonly [string, Wait])[] = [
    ...Object.entries(comingBack).map(
      ([name, policy]) =>
        [name, (index: number, chance: () => number) => backoffMs(index, policy, chance)] as const,
    ),
    ['a server that is awaited', (index, chance) => serverWaitMs(index, 1000, chance)],
  ];

  it.each(policies)('%s', (_, wait) => {
    const times = attempts(wait);
    expect(busiest(times, 0)).toBeLessThanOrEqual(CLIENTS / 5);
    // Nor do they fall into step with each other later, and all together they ask less and less.
    expect(busiest(times, 5000)).toBeLessThanOrEqual(CLIENTS / 10);
    expect(times.filter((time) => time > 50_000).length / 10).toBeLessThanOrEqual(CLIENTS / 2);
  });

  it('nobody asks for a server earlier than the web app said', () => {
    const waits = Array.from({ length: 50_000 }, (_, index) =>
      serverWaitMs(index % 20, 1000, chances(index)),
    );
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000);
  });
});
