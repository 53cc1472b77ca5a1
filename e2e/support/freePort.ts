import { createServer } from 'node:net';

/** Answers whether all of `count` TCP ports from `first` on can be listened on. */
async function areFree(first: number, count: number): Promise<boolean> {
  for (let port = first; port < first + count; port++) {
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (!free) return false;
  }
  return true;
}

/** The first of `count` free neighbouring ports, searched from a random place between `from` and `to`. */
export async function freePorts(count: number, range: { from: number; to: number }): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const first = range.from + Math.floor(Math.random() * (range.to - range.from - count));
    if (await areFree(first, count)) return first;
  }
  throw new Error(`Found no ${count} free ports in a row between ${range.from} and ${range.to}`);
}
