import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { parseUpOptions } from './upOptions.mjs';

const parse = (argv: string[], env: NodeJS.ProcessEnv = {}) => parseUpOptions(argv, env, '/checkout');

describe('START-2: options', () => {
  test('have defaults (003-2, 003-3, 003-7)', () => {
    expect(parse([])).toEqual({
      servers: 1,
      workers: 4,
      port: 3000,
      host: undefined,
      mediaOnly: false,
      dataDir: '/checkout/.convene',
      rtcBasePort: 10_000,
      rtcPortsPerWorker: 1000,
    });
  });

  test('come from the command line before the environment', () => {
    const env = { PORT: '4000', MEDIASOUP_WORKER_COUNT: '8', CONVENE_DATA_DIR: '/var/convene' };
    expect(parse([], env)).toMatchObject({ port: 4000, workers: 8, dataDir: '/var/convene' });
    expect(parse(['--port', '5000', '--workers', '2', '--data', 'here'], env)).toMatchObject({
      port: 5000,
      workers: 2,
      dataDir: '/checkout/here',
    });
  });

  test('"auto" workers are as many as cores, between one and sixteen (003-32, 003-35)', () => {
    const options = parse(['--workers', 'auto']);
    if (options === 'help') throw new Error('expected options');
    expect(options.workers).toBe(Math.min(availableParallelism(), 16));
  });

  test('--media-only starts no web app', () => {
    expect(parse(['--media-only'])).toMatchObject({ mediaOnly: true });
  });

  test.each([
    [['--servers', 'three'], '--servers is "three"'],
    [['--servers', '0'], '--servers is "0"'],
    [['--port', '70000'], '--port is "70000"'],
    [['--workers', '1.5'], '--workers is "1.5"'],
    [['--bogus'], "'--bogus'"],
    [['--port'], "'--port"],
    [['stray'], "'stray'"],
  ])('%j is refused by name', (argv, named) => {
    expect(() => parse(argv)).toThrow(named);
  });

  test('a wrong variable is refused by name', () => {
    expect(() => parse([], { RTC_BASE_PORT: 'high' })).toThrow('RTC_BASE_PORT is "high"');
  });

  test('--help asks for the text', () => {
    expect(parse(['--help'])).toBe('help');
  });
});
