import { afterEach, beforeEach, expect, vi } from 'vitest';

// A stray console.error is a fault nobody looked at: the test in which it appears fails.
beforeEach(() => {
  vi.spyOn(console, 'error');
});

afterEach(() => {
  const calls = vi.mocked(console.error).mock.calls;
  vi.mocked(console.error).mockRestore();
  expect(calls, 'console.error was called during the test').toEqual([]);
});
