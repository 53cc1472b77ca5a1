import type { StreamId } from '@convene/protocol';
import * as z from 'zod/mini';
import { Store } from '../../ui/Store.ts';
import { readBrowser, writeBrowser } from '../storage.ts';
import { LAYOUT_MODES, type LayoutMode } from './largeTiles.ts';

/** As many stand beside each other and are still large. */
const MOST_PINS = 4;
const KEY = 'convene.stage';

const SELF_VIEWS = ['tile', 'floating', 'hidden'] as const;
/** Where one sees oneself. */
type SelfView = (typeof SELF_VIEWS)[number];

const Remembered = z.object({
  mode: z._default(z.enum(LAYOUT_MODES), 'auto'),
  selfView: z._default(z.enum(SELF_VIEWS), 'tile'),
  hidesWithoutVideo: z._default(z.boolean(), false),
});
type Remembered = z.infer<typeof Remembered>;

export type StageChoice = Remembered & {
  /** What this person pinned for themselves; a stream's id outlives reconnects. */
  readonly pins: readonly StreamId[];
  /** Of several shared screens the one that shall be large. */
  readonly screen: StreamId | undefined;
};

function remembered(): Remembered {
  try {
    return Remembered.parse(JSON.parse(readBrowser(KEY) ?? '{}'));
  } catch {
    return Remembered.parse({});
  }
}

/** What a person chose about their stage. How it looks is remembered by the browser, what is pinned for the meeting alone. */
export class StageChoices {
  readonly choice: Store<StageChoice>;

  constructor() {
    this.choice = new Store({ ...remembered(), pins: [], screen: undefined });
  }

  readonly setMode = (mode: LayoutMode): void => this.#change({ mode });

  readonly nextMode = (): void => {
    const at = LAYOUT_MODES.indexOf(this.choice.get().mode);
    this.setMode(LAYOUT_MODES[(at + 1) % LAYOUT_MODES.length] ?? 'auto');
  };

  readonly setSelfView = (selfView: SelfView): void => this.#change({ selfView });

  readonly setHidesWithoutVideo = (hidesWithoutVideo: boolean): void => this.#change({ hidesWithoutVideo });

  readonly togglePin = (streamId: StreamId): void => {
    const { pins } = this.choice.get();
    const others = pins.filter((each) => each !== streamId);
    this.#change({ pins: others.length < pins.length ? others : [...pins, streamId].slice(-MOST_PINS) });
  };

  readonly chooseScreen = (screen: StreamId): void => this.#change({ screen });

  #change(change: Partial<StageChoice>): void {
    const choice = { ...this.choice.get(), ...change };
    this.choice.set(choice);
    const { mode, selfView, hidesWithoutVideo } = choice;
    writeBrowser(KEY, JSON.stringify({ mode, selfView, hidesWithoutVideo }));
  }
}
