import { type DrawnTile, type MeetingClientApi, viewOf } from '@convene/meeting-client';
import type { StreamId } from '@convene/protocol';
import type { ViewChoices } from './ViewChoices.ts';
import { WindowObservers } from './WindowObservers.ts';

type Tile = {
  readonly streamId: StreamId;
  width: number;
  height: number;
  inView: boolean;
  /** The browser's own picture-in-picture window of this element. */
  floating: PictureInPictureWindow | undefined;
};

type Client = Pick<MeetingClientApi, 'setView'>;

/**
 * Watches the video tiles on the screen and tells the client what is drawn, and what of it is seen. What that asks of the server
 * is `viewOf`’s to say.
 */
export class TileVisibility {
  readonly #client: Client;
  readonly #choices: ViewChoices;
  readonly #tiles = new Map<HTMLVideoElement, Tile>();
  /** One pair for each window that tiles are drawn in: those of the page know nothing of another window. */
  readonly #observers = new Map<Window, WindowObservers>();
  readonly #unsubscribe: () => void;
  #pinned: ReadonlySet<StreamId> = new Set();
  #frame: number | undefined;

  constructor(client: Client, choices: ViewChoices) {
    this.#client = client;
    this.#choices = choices;
    const unsubscribe = choices.subscribe(() => this.#report());
    // No frame is drawn in a tab that goes into the background: it is told at once.
    const onVisibility = () => this.#reportNow();
    document.addEventListener('visibilitychange', onVisibility);
    this.#unsubscribe = () => {
      unsubscribe();
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }

  /** Watches an element that draws a stream until the answer is called. Several may draw the same one. */
  watch(streamId: StreamId, element: HTMLVideoElement): () => void {
    const tile: Tile = { streamId, width: 0, height: 0, inView: false, floating: undefined };
    this.#tiles.set(element, tile);
    const observers = this.#observersOf(element.ownerDocument.defaultView ?? window);
    observers.watch(element);
    const onShape = () => this.#report();
    const onFloat = ({ pictureInPictureWindow }: PictureInPictureEvent) => {
      tile.floating = pictureInPictureWindow;
      pictureInPictureWindow.addEventListener('resize', onShape);
      this.#reportNow();
    };
    const onLand = () => {
      tile.floating = undefined;
      this.#reportNow();
    };
    element.addEventListener('resize', onShape);
    element.addEventListener('enterpictureinpicture', onFloat);
    element.addEventListener('leavepictureinpicture', onLand);
    return () => {
      element.removeEventListener('resize', onShape);
      element.removeEventListener('enterpictureinpicture', onFloat);
      element.removeEventListener('leavepictureinpicture', onLand);
      observers.unwatch(element);
      // Another stream may be drawn by the same element already.
      if (this.#tiles.get(element) === tile) this.#tiles.delete(element);
      this.#report();
    };
  }

  /** The streams that are pinned, by this person or by the host: they come first where there is not enough for all. */
  pin(streamIds: readonly StreamId[]): void {
    const pinned = new Set(streamIds);
    if (pinned.size === this.#pinned.size && [...pinned].every((each) => this.#pinned.has(each))) return;
    this.#pinned = pinned;
    this.#report();
  }

  close(): void {
    this.#unsubscribe();
    for (const observers of this.#observers.values()) observers.close();
    this.#observers.clear();
    this.#tiles.clear();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  #observersOf(view: Window): WindowObservers {
    const known = this.#observers.get(view);
    if (known !== undefined) return known;
    const observers = new WindowObservers(view, (element, change) => {
      const tile = this.#tiles.get(element);
      if (tile !== undefined) Object.assign(tile, change);
      this.#report();
    });
    this.#observers.set(view, observers);
    if (view !== window) {
      view.addEventListener('pagehide', () => {
        observers.close();
        this.#observers.delete(view);
      });
    }
    return observers;
  }

  /** One report for all that changed in a frame: a resize of the window changes every tile. */
  #report(): void {
    if (document.hidden) this.#reportNow();
    else this.#frame ??= requestAnimationFrame(() => this.#reportNow());
  }

  #reportNow(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#client.setView(
      viewOf({
        drawn: [...this.#tiles].map(drawnTile),
        choices: this.#choices.get(),
        pinned: this.#pinned,
        pageVisible: !document.hidden,
      }),
    );
  }
}

function drawnTile([element, tile]: [HTMLVideoElement, Tile]): DrawnTile {
  const { streamId, inView, floating } = tile;
  const view = element.ownerDocument.defaultView ?? window;
  const { videoWidth: width, videoHeight: height } = element;
  return {
    streamId,
    inView,
    element: floating ?? tile,
    pixelRatio: view.devicePixelRatio,
    fit: floating === undefined && view.getComputedStyle(element).objectFit === 'cover' ? 'cover' : 'contain',
    picture: { width, height },
    window: floating === undefined && view === window ? 'page' : 'floating',
  };
}
