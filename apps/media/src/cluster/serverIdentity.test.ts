import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readServerId } from './serverIdentity.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convene-media-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('SERVER-1: the id is made once and stays the same over restarts, one for each server (000-3)', async () => {
  const [first, again] = await Promise.all([readServerId(folder, 0), readServerId(folder, 0)]);
  expect(again).toBe(first);
  expect(await readServerId(folder, 0)).toBe(first);
  expect(await readServerId(folder, 1)).not.toBe(first);
});

it('SERVER-2: a file that holds no id is named', async () => {
  await readServerId(folder, 0);
  await writeFile(join(folder, 'media-0', 'server-id'), 'nonsense');
  await expect(readServerId(folder, 0)).rejects.toThrow('server-id');
});
