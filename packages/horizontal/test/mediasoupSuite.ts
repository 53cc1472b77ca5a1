import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import type { types } from 'mediasoup';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

const FOLDER = join(dirname(createRequire(import.meta.url).resolve('mediasoup')), 'test');

/** Below those that systems hand out for outgoing connections, and below those of this repository's media servers. */
const PORTS = { first: 13_000, count: 6_000 } as const;

let nextPort = Math.floor(Math.random() * PORTS.count);

/** What mediasoup's tests have of the package `pick-port`. Nobody else takes the port before the test does. */
async function pickPort({ type, ip }: { type: 'udp' | 'tcp'; ip: string }): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = PORTS.first + (nextPort++ % PORTS.count);
    const socket = type === 'udp' ? createSocket('udp4').bind(port, ip) : createServer().listen(port, ip);
    try {
      await once(socket, 'listening');
      const closed = once(socket, 'close');
      socket.close();
      await closed;
      return port;
    } catch (error) {
      if (attempt >= 50) throw error;
    }
  }
}

/**
 * Runs a file of mediasoup's own tests, as it lies in its package, on something that says that it is mediasoup. Answers
 * the names of all tests in it.
 */
export function runMediasoupTests(
  file: string,
  { mediasoup, skipped }: { mediasoup: () => types.Index; skipped: ReadonlySet<string> },
): string[] {
  const path = join(FOLDER, file);
  const own = createRequire(path);
  // Its functions are asked for when a test runs, not when the file is loaded.
  const lazy = new Proxy(own('../') as object, {
    get: (module, name) => Reflect.get(name === '__esModule' ? module : mediasoup(), name),
  });
  const load = (name: string): unknown => {
    if (name === '../') return lazy;
    return name === 'pick-port' ? { pickPort } : own(name);
  };
  const names: string[] = [];
  const only = Object.assign(
    (name: string, run: () => Promise<void>) => {
      names.push(name);
      if (!skipped.has(name)) test(name, run);
    },
    { skip: () => undefined },
  );
  const globals = {
    test: only,
    it: only,
    describe,
    expect,
    beforeAll,
    beforeEach,
    afterAll,
    afterEach,
    jest: vi,
  };
  const module = { exports: {} };
  const run = compileFunction(
    readFileSync(path, 'utf8'),
    ['require', 'module', 'exports', ...Object.keys(globals)],
    { filename: path },
  ) as (...args: unknown[]) => void;
  run(load, module, module.exports, ...Object.values(globals));
  return names;
}
