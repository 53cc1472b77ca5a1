import type { StreamId } from '@convene/protocol';
import type { FocusEvent, KeyboardEvent } from 'react';
import { type Arrangement, NO_ARRANGEMENT } from './arrange.ts';
import { type Direction, inReadingOrder, neighbour } from './tileOrder.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** What uses arrow keys itself. */
const TAKES_ARROWS = '[role="slider"], [role="menu"]';
const CONTROLS = 'button:not(:disabled, [tabindex="-1"]), [tabindex="0"]';

const tileAround = (target: EventTarget | null): HTMLElement | undefined =>
  (target instanceof Element ? target.closest<HTMLElement>('[data-stream-id]') : null) ?? undefined;

// Tiles are drawn with it.
const streamOf = (tile: HTMLElement | undefined) => tile?.dataset['streamId'] as StreamId | undefined;

/**
 * The stage is one stop of the Tab key, however many tiles it has: the tile where one was, or the first on the screen,
 * whichever was mounted first. Arrow keys, Home and End lead from tile to tile, and Tab through the controls of one.
 */
export class TileFocus {
  /** What is drawn. */
  #arrangement = NO_ARRANGEMENT;
  #latest: StreamId | undefined;
  /** Elements before and after the tiles, from which the Tab key goes on. */
  readonly #edges = new Map<'before' | 'after', HTMLElement>();

  setEdge(which: 'before' | 'after', edge: HTMLElement | null): void {
    if (edge === null) this.#edges.delete(which);
    else this.#edges.set(which, edge);
  }

  readonly onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const tile = tileAround(event.target);
    if (tile === undefined || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey)
      return;
    if (event.key === 'Tab') {
      this.#leave(event, tile);
      return;
    }
    if (event.target instanceof Element && event.target.closest(TAKES_ARROWS) !== null) return;
    const next = this.#next(event.key, streamOf(tile));
    if (next === undefined) return;
    event.preventDefault();
    this.#focus(next);
  };

  readonly onFocus = ({ target, relatedTarget, currentTarget }: FocusEvent<HTMLElement>): void => {
    const tile = tileAround(target);
    if (tile === undefined) return;
    const isEntered = !(relatedTarget instanceof Node && currentTarget.contains(relatedTarget));
    const current = this.#current();
    if (
      isEntered &&
      target.matches(':focus-visible') &&
      current !== undefined &&
      current !== streamOf(tile)
    ) {
      this.#focus(current);
    } else this.#latest = streamOf(tile);
  };

  /** Another arrangement is drawn. Where what had the focus went out of view, the keyboard goes on with what is there now. */
  follow(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    const stream = streamOf(tileAround(document.activeElement));
    const current = this.#current();
    if (stream === undefined || current === undefined) return;
    if (arrangement.tiles.get(stream)?.inView !== true) this.#focus(current);
  }

  #focus(stream: StreamId): void {
    this.#latest = stream;
    const tiles = document.querySelectorAll<HTMLElement>('main [data-stream-id][role="group"]');
    [...tiles].find((each) => streamOf(each) === stream)?.focus({ preventScroll: true });
  }

  #current(): StreamId | undefined {
    const tiles = inReadingOrder(this.#arrangement.tiles);
    return (tiles.find(({ tile }) => tile === this.#latest) ?? tiles[0])?.tile;
  }

  #next(key: string, from: StreamId | undefined): StreamId | undefined {
    const tiles = inReadingOrder(this.#arrangement.tiles);
    if (key === 'Home') return tiles[0]?.tile;
    if (key === 'End') return tiles.at(-1)?.tile;
    const direction = directions[key];
    return direction === undefined || from === undefined ? undefined : neighbour(tiles, from, direction);
  }

  /** The browser goes on from the element that it finds focused: from an edge, where a tile has no more controls. */
  #leave(event: KeyboardEvent, tile: HTMLElement): void {
    const { target, shiftKey } = event;
    const controls = [...tile.querySelectorAll<HTMLElement>(CONTROLS)].filter(
      (each) => each.getClientRects().length > 0,
    );
    if (shiftKey && target === tile) this.#edges.get('before')?.focus({ preventScroll: true });
    else if (shiftKey && target === controls[0]) {
      // Before it stands a control of another tile, for no tile is a stop by itself.
      event.preventDefault();
      tile.focus({ preventScroll: true });
    } else if (!shiftKey && (controls.length === 0 || target === controls.at(-1)))
      this.#edges.get('after')?.focus({ preventScroll: true });
  }
}
