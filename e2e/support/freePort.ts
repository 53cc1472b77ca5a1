import { createServer } from 'node:net';

/** Browsers speak to none of these (the Fetch standard, "bad ports"), of those above 4000. */
const REFUSED_BY_BROWSERS: ReadonlySet<number> = new Set([
  4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);

/** Answers whether all of `count` TCP ports from `first` on can be listened on. */
async function areFree(first: number, count: number): Promise<boolean> {
  for (let port = first; port < first + count; port++) {
    if (REFUSED_BY_BROWSERS.has(port)) return false;
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
