import { describe, expect, it } from 'vitest';
import { createDrills } from './drills.ts';
import { parseDrillOptions, usage } from './options.ts';

const drills = createDrills();
const parse = (line: string) => parseDrillOptions(line === '' ? [] : line.split(' '), drills);

describe('parseDrillOptions', () => {
  it('DRILL-1: twenty people and five blows, unless set otherwise', () => {
    expect(parse('worker-kill')).toEqual({ drill: drills[0], blows: 5, people: 20, quiet: 6, json: false });
    expect(parse('worker-kill --blows 2 --people 8 --json')).toMatchObject({
      blows: 2,
      people: 8,
      json: true,
    });
  });

  it.each([
    ['', 'Name a drill'],
    ['worker-kil', 'There is no drill worker-kil'],
    ['worker-kill server-kill', 'server-kill is too much'],
    ['worker-kill --people 6', '--people'],
    ['worker-kill --blows none', '--blows'],
    ['worker-kill --blow 1', '--blow'],
  ])('DRILL-6: refuses "%s" and says what is wrong', (line, named) => {
    expect(() => parse(line)).toThrow(named);
  });

  it('DRILL-1: names them all', () => {
    const text = usage(drills);
    for (const { name, what } of drills) expect(text).toMatch(new RegExp(`${name} +.*${what.slice(0, 10)}`));
    expect(new Set(drills.map(({ name }) => name)).size).toBe(drills.length);
  });
});
