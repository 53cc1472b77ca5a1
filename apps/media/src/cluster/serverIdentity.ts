import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ServerId } from '@convene/protocol';

/** Where a server's id is kept. */
export const serverIdFile = (dataDir: string, serverIndex: number): string =>
  join(dataDir, `media-${serverIndex}`, 'server-id');

/**
 * The id that stays the same over restarts (000-2, 000-3): a file in the data folder, made at the first start.
 * @throws an Error that names a file which holds no id
 */
export async function readServerId(dataDir: string, serverIndex: number): Promise<ServerId> {
  const path = serverIdFile(dataDir, serverIndex);
  await mkdir(dirname(path), { recursive: true });
  // Of two processes that start at once only one creates it; both then read what is there.
  await writeFile(path, `${randomUUID()}\n`, { flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  const parsed = ServerId.safeParse((await readFile(path, 'utf8')).trim());
  if (!parsed.success) throw new Error(`${path} holds no server id: delete it to get a new one`);
  return parsed.data;
}
