// @ts-check
// A Postgres of ours on a disk of its own that can be filled: started by SmallDisk.ts, in a mount namespace in which the
// folder is that disk.
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { startSupervisedPostgres } from '../lib/supervisedPostgres.mjs';

const [, , dataDir = ''] = process.argv;
const filling = join(dataDir, 'filling');

/** @param {object} message */
const tell = (message) => process.send?.(message);
const { postgres, databaseUrl } = await startSupervisedPostgres({
  dataDir,
  ports: { webPort: 0, mediaPorts: [], rtcRanges: [] },
  say: (line) => tell({ said: line }),
  onChange: () => {},
});
tell({ databaseUrl });

process.on('message', (/** @type {string} */ wish) => {
  if (wish === 'fill') fill();
  else rmSync(filling);
  tell({ done: wish });
});
process.on('disconnect', () => {
  void postgres.stop().finally(() => process.exit(0));
});

/** Until not even a page of memory is left. */
function fill() {
  const file = openSync(filling, 'a');
  for (const size of [1_048_576, 4_096]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch {
      // It is full, for blocks of this size.
    }
  }
  closeSync(file);
}
