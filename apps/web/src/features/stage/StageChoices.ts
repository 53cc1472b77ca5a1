import type { StreamId } from '@convene/protocol';
import * as z from 'zod/mini';
import { Store } from '../../ui/Store.ts';
import { readBrowserJson, writeBrowserJson } from '../storage.ts';
import { CORNERS, type Corner } from './floatingBox.ts';
import { LAYOUT_MODES, type LayoutMode } from './largeTiles.ts';

/** As many stand beside each other and are still large. */
const MOST_PINS = 4;
const KEY = 'convene.stage';

const SELF_VIEWS = ['tile', 'floating', 'hidden'] as const;
/** Where one sees oneself. */
type SelfView = (typeof SELF_VIEWS)[number];

/** A picture fills its tile, or is seen whole. */
export type PictureFit = 'cover' | 'contain';

const Remembered = z.object({
  mode: z._default(z.enum(LAYOUT_MODES), 'auto'),
  selfView: z._default(z.enum(SELF_VIEWS), 'tile'),
  corner: z._default(z.enum(CORNERS), 'bottomRight'),
  hidesWithoutVideo: z._default(z.boolean(), false),
});

export type StageChoice = z.infer<typeof Remembered> & {
  /** What this person pinned for themselves; a stream's id outlives reconnects. */
  readonly pins: readonly StreamId[];
  /** Of several shared screens the one that shall be large. */
  readonly screen: StreamId | undefined;
  /** What has the stage for itself, in full screen. */
  readonly solo: StreamId | undefined;
  /** Pictures that shall be drawn otherwise than their shape suggests. */
  readonly fits: ReadonlyMap<StreamId, PictureFit>;
  /** From 0. */
  readonly page: number;
};

const NOTHING = { pins: [], screen: undefined, solo: undefined, fits: new Map(), page: 0 } as const;

const remembered = (): z.infer<typeof Remembered> => readBrowserJson(KEY, Remembered) ?? Remembered.parse({});

/** What a person chose about their stage. How it looks is remembered by the browser, what is pinned for the meeting alone. */
export class StageChoices {
  readonly choice = new Store<StageChoice>({ ...remembered(), ...NOTHING });

  readonly setMode = (mode: LayoutMode): void => this.#remember({ mode });

  readonly nextMode = (): void => {
    const at = LAYOUT_MODES.indexOf(this.choice.get().mode);
    this.setMode(LAYOUT_MODES[(at + 1) % LAYOUT_MODES.length] ?? 'auto');
  };

  readonly setSelfView = (selfView: SelfView): void => this.#remember({ selfView });

  readonly setCorner = (corner: Corner): void => this.#remember({ corner });

  /** What dragging does, for those who do not drag: round the stage. */
  readonly nextCorner = (): void => {
    const round: readonly Corner[] = ['bottomRight', 'bottomLeft', 'topLeft', 'topRight'];
    this.setCorner(round[(round.indexOf(this.choice.get().corner) + 1) % round.length] ?? 'bottomRight');
  };

  readonly setHidesWithoutVideo = (hidesWithoutVideo: boolean): void => this.#remember({ hidesWithoutVideo });

  readonly togglePin = (streamId: StreamId): void => {
    const { pins } = this.choice.get();
    const others = pins.filter((each) => each !== streamId);
    this.#change({ pins: others.length < pins.length ? others : [...pins, streamId].slice(-MOST_PINS) });
  };

  /** Of several shared screens this one is large, also over what is pinned. */
  readonly showScreen = (screen: StreamId, isAnyPinned: boolean): void =>
    this.#change(isAnyPinned ? { screen, pins: [screen] } : { screen });

  readonly showAlone = (solo: StreamId | undefined): void => this.#change({ solo });

  readonly setFit = (streamId: StreamId, fit: PictureFit): void =>
    this.#change({ fits: new Map(this.choice.get().fits).set(streamId, fit) });

  readonly setPage = (page: number): void => this.#change({ page: Math.max(0, page) });

  readonly turnPage = (step: 1 | -1): void => this.setPage(this.choice.get().page + step);

  #change(change: Partial<StageChoice>): void {
    this.choice.set({ ...this.choice.get(), ...change });
  }

  #remember(change: Partial<z.infer<typeof Remembered>>): void {
    this.#change(change);
    const { mode, selfView, corner, hidesWithoutVideo } = this.choice.get();
    writeBrowserJson(KEY, { mode, selfView, corner, hidesWithoutVideo });
  }
}
