import { describe, expect, it } from 'vitest';
import { parseLoadOptions, slugOf } from './loadOptions.ts';

const URL = 'http://localhost:3000';
const parse = (line: string) => parseLoadOptions(line.split(' '));

describe('parseLoadOptions', () => {
  it('LOAD-13: has defaults for all but the address and the people', () => {
    expect(parse(`--url ${URL} --people 20`)).toEqual({
      url: URL,
      people: 20,
      rooms: 1,
      minutes: 1,
      json: false,
      'at-once': false,
      'no-audio': false,
      layers: 3,
      fps: 5,
      opus: 60,
      receive: 'all',
    });
  });

  it('LOAD-13: reads all of them', () => {
    const line = `--url ${URL} --people 8 --rooms 2 --minutes 0.5 --json --at-once --layers 0 --receive audio`;
    expect(parse(line)).toMatchObject({
      rooms: 2,
      minutes: 0.5,
      json: true,
      'at-once': true,
      layers: 0,
      receive: 'audio',
    });
  });

  it.each([
    ['--people 4', '--url'],
    [`--url ftp://localhost --people 4`, '--url'],
    [`--url ${URL}`, '--people'],
    [`--url ${URL} --people 0`, '--people'],
    [`--url ${URL} --people 2 --rooms 3`, '--rooms'],
    [`--url ${URL}/m/abc-defg-hij --people 4 --rooms 2`, '--rooms'],
    [`--url ${URL} --people 4 --layers 4`, '--layers'],
    [`--url ${URL} --people 4 --opus 30`, '--opus'],
    [`--url ${URL} --people 4 --minutes soon`, '--minutes'],
    [`--url ${URL} --people 4 --receive video`, '--receive'],
    [`--url ${URL} --people 4 --persons 4`, '--persons'],
  ])('LOAD-14: refuses %s and names %s', (line, named) => {
    expect(() => parse(line)).toThrow(named);
  });

  it('LOAD-13: knows the meeting that a URL names', () => {
    expect([slugOf(`${URL}/m/abc-defg-hij`), slugOf(`${URL}/`), slugOf(URL)]).toEqual([
      'abc-defg-hij',
      undefined,
      undefined,
    ]);
  });
});
