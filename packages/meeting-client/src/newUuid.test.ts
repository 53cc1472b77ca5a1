import { SeatKey } from '@convene/protocol';
import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { newUuid } from './newUuid.ts';

it('JOIN-17: ids are made on a page without HTTPS too', () => {
  const browser = crypto;
  vi.stubGlobal('crypto', {
    getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => browser.getRandomValues(bytes),
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const ids = Array.from({ length: 500 }, newUuid);
  for (const id of ids) expect(z.uuidv4().safeParse(id).success, id).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect(SeatKey.safeParse(ids[0]).success).toBe(true);
});
