import { type ChosenView, isCamera, NO_CHOICES } from '@convene/meeting-client';
import { Quality, type StreamId } from '@convene/protocol';
import { Store } from '../../ui/Store.ts';
import { readBrowser, readTab, writeBrowser, writeTab } from '../storage.ts';

const QUALITY = 'convene.videoQuality';
const audioOnlyKey = (slug: string) => `convene.audioOnly.${slug}`;

/**
 * What the person chose to receive. The quality for all is remembered by the browser, since the line it is chosen for will be the
 * same; audio only by the tab, until the meeting is over; what was chosen for one tile by nobody.
 */
export class ViewChoices extends Store<ChosenView> {
  readonly #slug: string;

  constructor(slug: string) {
    const all = Quality.safeParse(readBrowser(QUALITY)).data ?? NO_CHOICES.all;
    super({ ...NO_CHOICES, all, audioOnly: readTab(audioOnlyKey(slug)) !== undefined });
    this.#slug = slug;
  }

  /** Of every camera, also of those for which another one was chosen before. */
  readonly chooseForAll = (all: Quality): void => {
    writeBrowser(QUALITY, all === 'auto' ? undefined : all);
    const tiles = [...this.get().tiles].filter(([streamId]) => !isCamera(streamId));
    this.set({ ...this.get(), all, tiles: new Map(tiles) });
  };

  choose(streamId: StreamId, quality: Quality): void {
    this.set({ ...this.get(), tiles: new Map(this.get().tiles).set(streamId, quality) });
  }

  readonly setAudioOnly = (audioOnly: boolean): void => {
    writeTab(audioOnlyKey(this.#slug), audioOnly ? '1' : undefined);
    this.set({ ...this.get(), audioOnly });
  };

  /** Shows a picture that was turned off: this one alone, unless all were together with it. */
  showAgain(streamId: StreamId): void {
    if (this.get().audioOnly) this.setAudioOnly(false);
    else this.choose(streamId, 'auto');
  }
}
