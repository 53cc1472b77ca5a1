import type { StreamId } from '@convene/protocol';

export const LAYOUT_MODES = ['auto', 'grid', 'speaker'] as const;
/** `auto`: everybody the same size, until somebody shares a screen or something is pinned. */
export type LayoutMode = (typeof LAYOUT_MODES)[number];

type Input = {
  readonly mode: LayoutMode;
  /** What the person pinned for themselves, in the order of pinning. */
  readonly pins: readonly StreamId[];
  readonly pinnedForAll: StreamId | null;
  /** The shared screens, the oldest first. */
  readonly screens: readonly StreamId[];
  /** The screen that the person wants large. */
  readonly chosenScreen: StreamId | undefined;
  /** Who spoke last, apart from oneself; undefined: nobody else is there. */
  readonly lastSpeaker: StreamId | undefined;
  readonly people: readonly StreamId[];
};

/**
 * What is drawn large: what the person pinned, else what the host pinned for everyone, else, unless all shall be the same
 * size, a shared screen, and in the speaker view who spoke last.
 */
export function largeTiles(input: Input): readonly StreamId[] {
  const { mode, pins, pinnedForAll, screens, chosenScreen, lastSpeaker, people } = input;
  const there = new Set([...people, ...screens]);
  const own = pins.filter((each) => there.has(each));
  if (own.length > 0) return own;
  if (pinnedForAll !== null && there.has(pinnedForAll)) return [pinnedForAll];
  if (mode === 'grid') return [];
  const screen = chosenScreen !== undefined && there.has(chosenScreen) ? chosenScreen : screens.at(-1);
  if (screen !== undefined) return [screen];
  if (mode === 'auto') return [];
  return lastSpeaker === undefined ? people.slice(0, 1) : [lastSpeaker];
}
