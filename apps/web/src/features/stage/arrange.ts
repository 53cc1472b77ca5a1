import type { StreamId } from '@convene/protocol';
import { type Corner, floatingBox } from './floatingBox.ts';
import type { Box, Size } from './gridLayout.ts';
import { type LayoutMode, largeTiles } from './largeTiles.ts';
import { NO_PLACES, type Places, swapped, whoGivesWay, without, withPeople, withTurn } from './places.ts';
import { largeBoxes, otherBoxes, type StageFrame, stageFrame } from './stageLayout.ts';

/** What decides where the tiles stand. A tile is known by its stream: a person by their camera's, whether it is on or not. */
export type StageInput = {
  readonly area: Size;
  /** Everybody who may be drawn, by the time they came. */
  readonly people: readonly StreamId[];
  readonly self: StreamId | undefined;
  /** The corner in which the person's own picture floats; undefined: it does not. */
  readonly floatsIn: Corner | undefined;
  readonly screens: readonly StreamId[];
  readonly speaker: StreamId | undefined;
  readonly mode: LayoutMode;
  readonly pins: readonly StreamId[];
  readonly pinnedForAll: StreamId | null;
  readonly chosenScreen: StreamId | undefined;
  /** The one tile that has the whole stage, in full screen. */
  readonly solo: StreamId | undefined;
  /** The page that the person turned to, from 0; there may be fewer by now. */
  readonly page: number;
};

/** Where a tile stands. One that is out of view stands beside the stage, on the side from which it would come. */
export type TilePlace = {
  readonly box: Box;
  readonly inView: boolean;
  /** It stands over other tiles: the person's own picture. */
  readonly isFloating?: boolean;
};

export type Arrangement = {
  readonly input: StageInput | undefined;
  readonly places: Places;
  /** Who spoke last, apart from oneself: large in the speaker view until somebody else speaks. */
  readonly lastSpeaker: StreamId | undefined;
  readonly large: readonly StreamId[];
  readonly frame: StageFrame;
  readonly tiles: ReadonlyMap<StreamId, TilePlace>;
  readonly page: number;
  readonly pages: number;
  /** Before the stage has a size, nothing has a place. */
  readonly isMeasured: boolean;
};

export const NO_ARRANGEMENT: Arrangement = {
  input: undefined,
  places: NO_PLACES,
  lastSpeaker: undefined,
  large: [],
  frame: stageFrame({ width: 0, height: 0 }, { large: 0, others: 0, isScreen: false }),
  tiles: new Map(),
  page: 0,
  pages: 1,
  isMeasured: false,
};

/**
 * Where everybody stands now, given how they stood before. Nobody moves who need not: who begins to speak out of view changes
 * places with one person, and who becomes large changes places with the one who was.
 */
export function arrange(before: Arrangement, input: StageInput): Arrangement {
  if (before.input !== undefined && isSame(before.input, input)) return before;
  const { people, self, speaker, area } = input;
  const spoke = speaker !== undefined && speaker !== before.input?.speaker;
  // Who turns out to be oneself comes anew: their place may be known before that is.
  const known = self === before.input?.self ? before.places : without(before.places, self);
  let places = withPeople(known, people, { self, isPaged: before.pages > 1 });
  if (spoke && people.includes(speaker)) places = withTurn(places, speaker);
  const lastSpeaker = speakerAfter(before.lastSpeaker, input, places);

  const large =
    input.solo === undefined ? largeTiles({ ...input, people: places.order, lastSpeaker }) : [input.solo];
  places = withLargeSwapped(places, before.large, large);
  const othersOf = (order: readonly StreamId[]) =>
    input.solo === undefined ? [...input.screens, ...order].filter((each) => !large.includes(each)) : [];
  const frame = stageFrame(area, {
    large: large.length,
    others: othersOf(places.order).length,
    isScreen: isOneScreen(large, input),
  });
  const pages = Math.max(1, Math.ceil(othersOf(places.order).length / frame.capacity));
  const page = Math.min(input.page, pages - 1);

  const isCrowded = frame.capacity < before.frame.capacity || places.order !== before.places.order;
  if (speaker !== undefined && (spoke || isCrowded)) {
    const inView = pageOf(othersOf(places.order), frame, page).filter((each) => people.includes(each));
    if (!large.includes(speaker)) places = withSpeakerInView(places, { speaker, self, inView });
  }
  const others = othersOf(places.order);
  const tiles = tilePlaces({ frame, large, others, page, input });
  const isMeasured = area.width > 0 && area.height > 0;
  return { input, places, lastSpeaker, large, frame, tiles, page, pages, isMeasured };
}

function isSame(one: StageInput, other: StageInput): boolean {
  const sameList = (a: readonly StreamId[], b: readonly StreamId[]) =>
    a.length === b.length && a.every((each, index) => each === b[index]);
  return (
    one.area.width === other.area.width &&
    one.area.height === other.area.height &&
    sameList(one.people, other.people) &&
    sameList(one.screens, other.screens) &&
    sameList(one.pins, other.pins) &&
    one.self === other.self &&
    one.floatsIn === other.floatsIn &&
    one.speaker === other.speaker &&
    one.mode === other.mode &&
    one.pinnedForAll === other.pinnedForAll &&
    one.chosenScreen === other.chosenScreen &&
    one.solo === other.solo &&
    one.page === other.page
  );
}

/** Who spoke last, apart from oneself; before anybody has, the first of the others. */
function speakerAfter(
  before: StreamId | undefined,
  { speaker, self, people }: StageInput,
  { order }: Places,
): StreamId | undefined {
  if (speaker !== undefined && speaker !== self && people.includes(speaker)) return speaker;
  if (before !== undefined && people.includes(before)) return before;
  return order.find((each) => each !== self);
}

type InView = {
  readonly speaker: StreamId;
  readonly self: StreamId | undefined;
  readonly inView: readonly StreamId[];
};

/** The speaker has the place of somebody in view, of oneself only where nobody else is. */
function withSpeakerInView(places: Places, { speaker, self, inView }: InView): Places {
  if (!places.order.includes(speaker) || inView.includes(speaker)) return places;
  const others = inView.filter((each) => each !== self);
  const way = whoGivesWay(places, others.length > 0 ? others : inView);
  return way === undefined ? places : { ...places, order: swapped(places.order, speaker, way) };
}

/** Where one large person follows another, the former takes the place that the latter leaves: the strip stays as it is. */
function withLargeSwapped(places: Places, before: readonly StreamId[], now: readonly StreamId[]): Places {
  const [former] = before;
  const [next] = now;
  if (before.length !== 1 || now.length !== 1 || former === undefined || next === undefined) return places;
  const stand = (each: StreamId) => places.order.includes(each);
  if (former === next || !stand(former) || !stand(next)) return places;
  return { ...places, order: swapped(places.order, former, next) };
}

const isOneScreen = ([only, ...more]: readonly StreamId[], { screens }: StageInput) =>
  only !== undefined && more.length === 0 && screens.includes(only);

const pageOf = (others: readonly StreamId[], { capacity }: StageFrame, page: number) =>
  others.slice(page * capacity, (page + 1) * capacity);

type Parts = Pick<Arrangement, 'frame' | 'large' | 'page'> & {
  readonly others: readonly StreamId[];
  readonly input: StageInput;
};

/** Places for the page in view and the ones before and after it. */
function tilePlaces({ frame, large, others, page, input }: Parts): ReadonlyMap<StreamId, TilePlace> {
  const { area, self, floatsIn } = input;
  const tiles = new Map<StreamId, TilePlace>();
  const inLarge = largeBoxes(frame, large.length, isOneScreen(large, input));
  for (const [index, each] of large.entries()) {
    const box = inLarge[index];
    if (box !== undefined) tiles.set(each, { box, inView: true });
  }
  for (const step of [-1, 0, 1]) {
    const shown = page + step < 0 ? [] : pageOf(others, frame, page + step);
    const boxes = otherBoxes(frame, shown.length);
    for (const [index, each] of shown.entries()) {
      const box = boxes[index];
      if (box !== undefined)
        tiles.set(each, { box: besideStage({ box, step, area, frame }), inView: step === 0 });
    }
  }
  if (floatsIn !== undefined && self !== undefined && !tiles.has(self) && input.solo === undefined) {
    const box = floatingBox(area, floatsIn, frame.pager?.height ?? 0);
    tiles.set(self, { box, inView: true, isFloating: true });
  }
  return tiles;
}

type Beside = { readonly box: Box; readonly step: number; readonly area: Size; readonly frame: StageFrame };

/** A page before or after stands outside the stage: a grid's to the left or right, a column's at the right. */
function besideStage({ box, step, area, frame }: Beside): Box {
  if (step === 0) return box;
  if (frame.others?.look === 'column') return { ...box, x: box.x + area.width };
  return { ...box, x: box.x + step * (area.width + 1) };
}
