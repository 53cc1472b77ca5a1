import type { StreamId } from '@convene/protocol';

/** Browsers hold a good many players, and no page needs more than this in reserve. */
const MOST_MOUNTED = 100;

/**
 * Whose tiles are mounted, in the order in which they were: who is wanted, and of the others as many as there is room for.
 * Who is mounted never changes places: an element that is put elsewhere in the document loses its picture.
 */
export function mountedTiles(
  before: readonly StreamId[],
  everybody: readonly StreamId[],
  wanted: ReadonlySet<StreamId>,
): readonly StreamId[] {
  const there = new Set(everybody);
  const mounted = new Set(before.filter((each) => there.has(each)));
  for (const each of everybody) if (wanted.has(each)) mounted.add(each);
  for (const each of everybody) if (mounted.size < MOST_MOUNTED) mounted.add(each);
  for (const each of mounted) if (mounted.size > MOST_MOUNTED && !wanted.has(each)) mounted.delete(each);
  const now = [...mounted];
  return now.length === before.length && now.every((each, index) => each === before[index]) ? before : now;
}
