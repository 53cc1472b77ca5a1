import { ParticipantId, type StreamId, streamIdOf } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { arrange, type Arrangement, NO_ARRANGEMENT, type StageInput } from './arrange.ts';
import type { Box } from './gridLayout.ts';

const participant = (n: number) =>
  ParticipantId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const person = (n: number): StreamId => streamIdOf(participant(n), 'camera');
const screen = (n: number): StreamId => streamIdOf(participant(n), 'screen');
const people = (count: number) => Array.from({ length: count }, (_, n) => person(n));

const DESKTOP = { width: 1416, height: 780 };
const PHONE = { width: 370, height: 660 };

const inputOf = (count: number, more: Partial<StageInput> = {}): StageInput => ({
  area: DESKTOP,
  people: people(count),
  self: person(0),
  floatsIn: undefined,
  screens: [],
  speaker: undefined,
  mode: 'auto',
  pins: [],
  pinnedForAll: null,
  chosenScreen: undefined,
  solo: undefined,
  page: 0,
  ...more,
});

const start = (input: StageInput) => arrange(NO_ARRANGEMENT, input);
/** The same stage after one thing has changed. */
const then = (before: Arrangement, change: Partial<StageInput>) => {
  if (before.input === undefined) throw new Error('begin with `start`');
  return arrange(before, { ...before.input, ...change });
};
const inView = ({ tiles }: Arrangement) =>
  [...tiles].filter(([, place]) => place.inView).map(([tile]) => tile);

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width - 0.01 &&
  b.x < a.x + a.width - 0.01 &&
  a.y < b.y + b.height - 0.01 &&
  b.y < a.y + a.height - 0.01;

/** Whose place in view is another one, or who is in view in only one of the two. */
function moved(one: Arrangement, other: Arrangement): readonly StreamId[] {
  const all = new Set([...inView(one), ...inView(other)]);
  return [...all].filter((tile) => {
    const [a, b] = [one.tiles.get(tile), other.tiles.get(tile)];
    return a?.inView !== b?.inView || a?.box.x !== b?.box.x || a?.box.y !== b?.box.y;
  });
}

/** A number below `limit`, the same for the same seed on every run. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}

function expectSound({ tiles, input, frame }: Arrangement): void {
  if (input === undefined) throw new Error('nothing was arranged');
  const shown = [...tiles].filter(([, place]) => place.inView);
  const boxes = [...shown.map(([, { box }]) => box), ...(frame.pager === undefined ? [] : [frame.pager])];
  const { width, height } = input.area;
  const isInside = (box: Box) =>
    box.width > 0 &&
    box.x >= -0.01 &&
    box.y >= -0.01 &&
    box.x + box.width <= width + 0.01 &&
    box.y + box.height <= height + 0.01;
  expect(boxes.filter((box) => !isInside(box))).toEqual([]);
  expect(boxes.filter((box, index) => boxes.slice(index + 1).some((other) => overlap(box, other)))).toEqual(
    [],
  );
  const beside = [...tiles.values()].filter((place) => !place.inView);
  expect(beside.filter(({ box }) => overlap(box, { x: 0, y: 0, width, height }))).toEqual([]);
}

describe('STAGE-1: on a stage of any size, with any number of people, screens and pins, no tile is over another', () => {
  const areas = [
    DESKTOP,
    PHONE,
    { width: 780, height: 250 },
    { width: 640, height: 480 },
    { width: 300, height: 300 },
  ];
  it.each(areas)('%o', (area) => {
    for (const count of [0, 1, 2, 3, 5, 9, 25, 49, 50, 200]) {
      for (const screens of [0, 1, 2]) {
        for (const mode of ['auto', 'grid', 'speaker'] as const) {
          for (const pins of [0, 1, 4]) {
            const shared = Array.from({ length: screens }, (_, n) => screen(n));
            const stage = start(
              inputOf(count, { area, mode, screens: shared, pins: people(count).slice(0, pins) }),
            );
            expectSound(stage);
            expect([stage.page, stage.pages].every(Number.isSafeInteger)).toBe(true);
            const others = count + screens - stage.large.length;
            expect(inView(stage)).toHaveLength(
              stage.large.length + Math.min(stage.frame.capacity, Math.max(0, others)),
            );
          }
        }
      }
    }
  });
});

describe('STAGE-2: what is large', () => {
  const two = { screens: [screen(1), screen(2)] };
  it.each<[string, Partial<StageInput>, readonly StreamId[]]>([
    ['nothing, of people alone', {}, []],
    ['the screen that was shared last', two, [screen(2)]],
    ['the screen that the person chose', { ...two, chosenScreen: screen(1) }, [screen(1)]],
    [
      'another one, when the chosen one has ended',
      { screens: [screen(1)], chosenScreen: screen(2) },
      [screen(1)],
    ],
    ['nothing, where all shall be the same size', { ...two, mode: 'grid' }, []],
    ['who speaks, in the speaker view', { mode: 'speaker', speaker: person(3) }, [person(3)]],
    ['another one than oneself', { mode: 'speaker', speaker: person(0) }, [person(1)]],
    ['a screen, in the speaker view as well', { ...two, mode: 'speaker', speaker: person(3) }, [screen(2)]],
    ['what the host pinned', { ...two, mode: 'grid', pinnedForAll: person(4) }, [person(4)]],
    ['what the person pinned', { ...two, pinnedForAll: person(4), pins: [person(5)] }, [person(5)]],
    ['all of it', { mode: 'speaker', pins: [person(5), screen(9), person(2)] }, [person(5), person(2)]],
    ['nothing, when what was pinned is gone', { pins: [person(99)], pinnedForAll: screen(98) }, []],
    ['the tile in full screen', { ...two, pins: [person(5)], solo: person(3) }, [person(3)]],
  ])('%s', (_words, more, large) => {
    const stage = start(inputOf(8, more));
    expect(stage.large).toEqual(large);
    expectSound(stage);
  });

  it('oneself, of nobody else', () => {
    expect(start(inputOf(1, { mode: 'speaker' })).large).toEqual([person(0)]);
  });

  it('who spoke last, until somebody else speaks: not oneself, and not nobody', () => {
    let stage = start(inputOf(5, { mode: 'speaker', speaker: person(3) }));
    for (const speaker of [undefined, person(0), undefined]) {
      stage = then(stage, { speaker });
      expect(stage.large).toEqual([person(3)]);
    }
    expect(then(stage, { people: people(3) }).large).toEqual([person(1)]);
  });

  it('keeps the strip as it is: only the two who change places move', () => {
    let stage = start(inputOf(30, { mode: 'speaker', speaker: person(1) }));
    for (const next of [4, 2, 4, 20, 1]) {
      const after = then(stage, { speaker: person(next) });
      expect(moved(stage, after).length).toBeLessThanOrEqual(next === 20 ? 3 : 2);
      stage = after;
    }
  });
});

describe('STAGE-3: who begins to speak out of view', () => {
  const crowd = inputOf(200);

  it('changes places with one person, and nobody else moves', () => {
    const before = start(crowd);
    const after = then(before, { speaker: person(150) });
    expect(inView(after)).toContain(person(150));
    expect(moved(before, after)).toHaveLength(2);
    expect(then(after, { speaker: undefined })).toMatchObject({ places: after.places });
  });

  it('takes the place of the one in view who has not spoken for longest, never of oneself', () => {
    const capacity = start(crowd).frame.capacity;
    let stage = start(crowd);
    // Everybody in view but two speaks.
    for (let n = 0; n < capacity; n++) if (n !== 7 && n !== 9) stage = then(stage, { speaker: person(n) });
    const one = then(stage, { speaker: person(100) });
    const two = then(one, { speaker: person(101) });
    const three = then(two, { speaker: person(102) });
    expect(moved(stage, one)).toEqual(expect.arrayContaining([person(9), person(100)]));
    expect(moved(one, two)).toEqual(expect.arrayContaining([person(7), person(101)]));
    // Then the one who spoke first of all, after oneself.
    expect(moved(two, three)).toEqual(expect.arrayContaining([person(1), person(102)]));
    expect(inView(three)).toContain(person(0));
  });

  it('moves nobody when in view', () => {
    const before = start(crowd);
    expect(moved(before, then(before, { speaker: person(5) }))).toEqual([]);
  });

  it('is brought to the page that is looked at, and turning a page brings nobody', () => {
    const second = then(start(crowd), { page: 1 });
    const spoken = then(second, { speaker: person(3) });
    expect(inView(spoken)).toContain(person(3));
    expect(moved(second, spoken)).toHaveLength(2);
    const back = then(spoken, { page: 0 });
    expect(inView(back)).not.toContain(person(3));
  });

  it('stays in view when the stage becomes smaller', () => {
    const large = then(start(crowd), { speaker: person(40) });
    expect(inView(then(large, { area: PHONE }))).toContain(person(40));
  });
});

describe('STAGE-4: who comes and who goes', () => {
  it('oneself stands first, also where that is known late', () => {
    const stage = start(inputOf(25, { self: undefined }));
    const later = then(stage, { self: person(18) });
    expect(later.places.order.slice(0, 2)).toEqual([person(18), person(0)]);
    expect(later.places.order).toHaveLength(25);
  });

  it('oneself stands first, others at the end', () => {
    const stage = then(start(inputOf(3, { self: undefined, people: [person(1), person(2)] })), {
      people: [person(1), person(2), person(0), person(3)],
      self: person(0),
    });
    expect(stage.places.order).toEqual([person(0), person(1), person(2), person(3)]);
  });

  it('moves nobody in view while there are pages: the last person takes the place that is free', () => {
    const before = start(inputOf(200));
    const after = then(before, { people: people(200).filter((each) => each !== person(10)) });
    expect(moved(before, after)).toEqual([person(10), person(199)]);
    const more = then(after, { people: [...after.places.order, person(300)] });
    expect(moved(after, more)).toEqual([]);
  });

  it('one on another page leaves, and nobody in view moves', () => {
    const before = start(inputOf(200));
    expect(
      moved(before, then(before, { people: people(200).filter((each) => each !== person(150)) })),
    ).toEqual([]);
  });

  it('the last page is the last one there is', () => {
    const capacity = start(inputOf(200)).frame.capacity;
    const before = start(inputOf(capacity * 2, { page: 1 }));
    expect([before.page, before.pages]).toEqual([1, 2]);
    const after = then(before, { people: people(3) });
    expect([after.page, after.pages, inView(after).length]).toEqual([0, 1, 3]);
  });

  it('a share that is pinned ends: everybody stands as before', () => {
    const before = start(inputOf(8));
    const shared = then(before, { screens: [screen(1)], pins: [screen(1)] });
    expect(shared.large).toEqual([screen(1)]);
    expect(moved(before, then(shared, { screens: [] }))).toEqual([]);
  });
});

describe('STAGE-5: over any course of events', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('%i: each stands somewhere once', (seed) => {
    const random = randomOf(seed);
    let stage = start(inputOf(1 + random(120), { area: random(2) === 0 ? DESKTOP : PHONE }));
    for (let step = 0; step < 60; step++) {
      const { people: there, page } = stage.input!;
      const somebody = there[random(there.length)];
      const changes: readonly Partial<StageInput>[] = [
        { speaker: somebody },
        { speaker: undefined },
        { people: there.filter((each) => each === person(0) || each !== somebody) },
        { people: [...new Set([...there, person(200 + random(100))])] },
        { mode: (['auto', 'grid', 'speaker'] as const)[random(3)]! },
        { pins: random(3) === 0 && somebody !== undefined ? [somebody] : [] },
        { screens: [screen(1), screen(2)].slice(0, random(3)) },
        { page: Math.max(0, page + random(3) - 1) },
        { area: [DESKTOP, PHONE, { width: 900, height: 500 }][random(3)]! },
      ];
      const change = changes[random(changes.length)]!;
      const former = stage.input!.speaker;
      stage = then(stage, change);
      expectSound(stage);
      expect(new Set(stage.places.order)).toEqual(new Set(stage.input!.people));
      expect(stage.places.order).toHaveLength(stage.input!.people.length);
      // Who begins to speak is on the stage, wherever they were, if anybody's place is there to be had.
      const places = inView(stage).filter((tile) => !stage.large.includes(tile) && there.includes(tile));
      if (change.speaker !== undefined && change.speaker !== former && places.length > 0)
        expect(inView(stage)).toContain(change.speaker);
      // Drawn again with nothing changed, it is the very same.
      expect(arrange(stage, { ...stage.input!, pins: [...stage.input!.pins] })).toBe(stage);
    }
  });
});
