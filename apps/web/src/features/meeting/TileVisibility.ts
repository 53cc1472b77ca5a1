import type { MeetingClientApi } from '@convene/meeting-client';
import type { StreamId, ViewTile } from '@convene/protocol';

type Tile = { readonly element: Element; width: number; height: number; visible: boolean };

/**
 * Watches the video tiles on the screen and tells the client what is drawn: of each its size in device pixels, and
 * whether any of it is in view. From that the server decides what to send (DESIGN §4).
 */
export class TileVisibility {
  readonly #client: Pick<MeetingClientApi, 'setView'>;
  readonly #tiles = new Map<StreamId, Tile>();
  readonly #intersections: IntersectionObserver;
  readonly #sizes: ResizeObserver;
  #frame: number | undefined;

  constructor(client: Pick<MeetingClientApi, 'setView'>) {
    this.#client = client;
    this.#intersections = new IntersectionObserver((entries) => {
      for (const entry of entries) this.#change(entry.target, { visible: entry.isIntersecting });
    });
    this.#sizes = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        const ratio = window.devicePixelRatio;
        this.#change(target, {
          width: Math.round(contentRect.width * ratio),
          height: Math.round(contentRect.height * ratio),
        });
      }
    });
  }

  /** Watches the element that draws a stream until the answer is called. */
  watch(streamId: StreamId, element: Element): () => void {
    this.#tiles.set(streamId, { element, width: 0, height: 0, visible: false });
    this.#intersections.observe(element);
    this.#sizes.observe(element);
    return () => {
      this.#intersections.unobserve(element);
      this.#sizes.unobserve(element);
      // The same stream may be drawn by another element already: a tile that became large.
      if (this.#tiles.get(streamId)?.element !== element) return;
      this.#tiles.delete(streamId);
      this.#report();
    };
  }

  close(): void {
    this.#intersections.disconnect();
    this.#sizes.disconnect();
    this.#tiles.clear();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  #change(element: Element, change: Partial<Omit<Tile, 'element'>>): void {
    for (const tile of this.#tiles.values()) if (tile.element === element) Object.assign(tile, change);
    this.#report();
  }

  /** One report for all that changed in a frame: a resize of the window changes every tile. */
  #report(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#client.setView(
        [...this.#tiles].map(([streamId, { width, height, visible }]): ViewTile => ({
          streamId,
          width,
          height,
          visible,
          pinned: false,
          quality: 'auto',
        })),
      );
    });
  }
}
