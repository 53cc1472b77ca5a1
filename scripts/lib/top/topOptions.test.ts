import { describe, expect, it } from 'vitest';
import { parseTopOptions } from './topOptions.mjs';

const parse = (argv: string[], env: NodeJS.ProcessEnv = {}) => parseTopOptions(argv, env, '/convene');

describe('TOP-1: the options of npm run top', () => {
  it('are those of the Convene that runs here, once a second, unless others are given', () => {
    expect(parse([])).toEqual({
      urls: [],
      dataDir: '/convene/.convene',
      everyMs: 1000,
      once: false,
      json: false,
      token: undefined,
    });
    const argv = ['--url', 'http://a:3001/', '--url', 'https://b', '--every', '0.5', '--once', '--json'];
    expect(parse(argv, { OPERATOR_TOKEN: 'secret', CONVENE_DATA_DIR: 'data' })).toEqual({
      urls: ['http://a:3001', 'https://b'],
      dataDir: '/convene/data',
      everyMs: 500,
      once: true,
      json: true,
      token: 'secret',
    });
    expect(parse(['--help'])).toBe('help');
  });

  it.each([
    [['--url', 'media-0'], '--url is "media-0"'],
    [['--url', 'ftp://x'], '--url is "ftp://x"'],
    [['--every', '0'], '--every is "0"'],
    [['--every', 'soon'], '--every is "soon"'],
    [['--twice'], '--help lists the options'],
  ])('%j is refused in a sentence', (argv, sentence) => {
    expect(() => parse(argv)).toThrow(sentence);
  });
});
