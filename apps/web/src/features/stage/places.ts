import type { StreamId } from '@convene/protocol';

/** The order in which people stand, and when each of them spoke last: the number of that turn. */
export type Places = {
  readonly order: readonly StreamId[];
  readonly turns: ReadonlyMap<StreamId, number>;
};

export const NO_PLACES: Places = { order: [], turns: new Map() };

export function swapped(order: readonly StreamId[], one: StreamId, other: StreamId): readonly StreamId[] {
  return order.map((each) => (each === one ? other : each === other ? one : each));
}

export const without = (places: Places, one: StreamId | undefined): Places => ({
  ...places,
  order: places.order.filter((each) => each !== one),
});

/**
 * Takes in who came, at the end (oneself at the beginning), and takes out who left. While there are several pages the last
 * person takes the place that became free, so that nobody else moves; on a single page the others close up.
 */
export function withPeople(
  places: Places,
  people: readonly StreamId[],
  { self, isPaged }: { readonly self: StreamId | undefined; readonly isPaged: boolean },
): Places {
  const there = new Set(people);
  const known = new Set(places.order);
  const came = people.filter((each) => !known.has(each));
  const left = places.order.filter((each) => !there.has(each));
  if (came.length === 0 && left.length === 0) return places;
  let order = [...places.order];
  for (const each of left) {
    const last = order.at(-1);
    if (isPaged && last !== undefined)
      order = order.map((other) => (other === each ? last : other)).slice(0, -1);
    else order = order.filter((other) => other !== each);
  }
  const turns = new Map([...places.turns].filter(([each]) => there.has(each)));
  const others = came.filter((each) => each !== self);
  return {
    order:
      others.length < came.length && self !== undefined ? [self, ...order, ...others] : [...order, ...others],
    turns,
  };
}

/** Notes that somebody speaks now. */
export function withTurn(places: Places, speaker: StreamId): Places {
  const latest = Math.max(0, ...places.turns.values());
  return { ...places, turns: new Map(places.turns).set(speaker, latest + 1) };
}

/**
 * Who of those in view gives their place to a speaker who is not: who has not spoken for longest, the last of several that
 * never did.
 */
export function whoGivesWay({ turns }: Places, inView: readonly StreamId[]): StreamId | undefined {
  let longest: StreamId | undefined;
  for (const each of inView) {
    if (longest === undefined || (turns.get(each) ?? 0) <= (turns.get(longest) ?? 0)) longest = each;
  }
  return longest;
}
