import type { CheckResult } from '@convene/meeting-client/check';
import type { LocalMediaApi, MeetingClientApi, MeetingPhase } from '@convene/meeting-client';
import { Store } from '../../ui/Store.ts';
import { Toaster } from '../../ui/Toaster.ts';
import { PushToTalkWish } from '../devices/PushToTalkWish.ts';
import { LateEffects } from '../effects/LateEffects.ts';
import { MediaControls } from './MediaControls.ts';
import { forgetSeat, type Person, rememberedPerson, rememberPerson, rememberSeat } from './memory.ts';
import { gathered, isOutdatedBy, type Notice, shownMs } from './notices.ts';
import { PresenceNotices } from './PresenceNotices.ts';
import { RecoveryNotices } from './RecoveryNotices.ts';
import { SoundOutput } from './SoundOutput.ts';
import { SpeakingRings } from './SpeakingRings.ts';
import { TileVisibility } from './TileVisibility.ts';
import { ViewChoices } from './ViewChoices.ts';

type Options = {
  readonly slug: string;
  readonly client: MeetingClientApi;
  readonly media: LocalMediaApi;
  /** How this tab sat in the meeting before a reload: it comes back without the lobby. */
  readonly returning: Person | undefined;
  /** The person wants the seat back from another tab. */
  readonly takeOver?: boolean;
};

/** One meeting in this tab, from the lobby to the end: what lives outside React. */
export class MeetingSession {
  readonly slug: string;
  readonly client: MeetingClientApi;
  readonly media: LocalMediaApi;
  readonly controls: MediaControls;
  readonly choices: ViewChoices;
  readonly effects: LateEffects;
  readonly tiles: TileVisibility;
  readonly rings: SpeakingRings;
  readonly sound = new SoundOutput();
  readonly pushToTalkWish = new PushToTalkWish();
  readonly toaster = new Toaster<Notice>();
  /** What the connection check of the lobby has found out last. */
  readonly lastCheck = new Store<(CheckResult & { readonly at: Date }) | undefined>(undefined);
  readonly recovery: RecoveryNotices;
  /** Comes back by itself: the lobby is shown only when that fails. */
  readonly returning: Store<boolean>;
  /** Comes back even to a seat that another tab has. */
  readonly takesOver: boolean;
  readonly #presence: PresenceNotices;
  readonly #unsubscribe: readonly (() => void)[];
  #phase: MeetingPhase['state'] = 'idle';
  #person: Person;
  #closed = false;

  constructor({ slug, client, media, returning, takeOver = false }: Options) {
    this.slug = slug;
    this.client = client;
    this.media = media;
    this.returning = new Store(returning !== undefined);
    this.takesOver = takeOver;
    this.#person = returning ?? rememberedPerson();
    this.choices = new ViewChoices(slug);
    this.tiles = new TileVisibility(client, this.choices);
    this.rings = new SpeakingRings(client);
    const tell = (told: Notice) => {
      const standing = this.toaster.toasts.get().map(({ content }) => content);
      const notice = gathered(standing, told);
      this.toaster.show(notice, shownMs(notice), (other) => isOutdatedBy(other, notice));
    };
    this.#presence = new PresenceNotices(client, tell);
    this.recovery = new RecoveryNotices(client, tell);
    this.effects = new LateEffects({ media, tell });
    this.controls = new MediaControls({
      client,
      media,
      tell,
      wish: { muted: this.#person.muted, cameraOff: this.#person.cameraOff },
      onWish: (wish) => this.#remember({ ...this.#person, ...wish }),
    });
    this.#unsubscribe = [
      client.subscribe(() => this.#follow(client.getSnapshot().phase)),
      media.subscribe(() => this.sound.setSpeaker(media.getSnapshot().speakerId)),
      media.onNotice((notice) => {
        // In the lobby it stands on the page already.
        if (notice.type !== 'lost' || this.#phase !== 'lobby') tell({ type: 'device', notice });
      }),
    ];
  }

  /** The link that brings others here. */
  get link(): string {
    return `${window.location.origin}/m/${this.slug}`;
  }

  /** The name that the person used last in this browser. */
  get name(): string {
    return this.#person.name;
  }

  /** Opens the lobby and the devices; who returns is joined at once. */
  async open(): Promise<void> {
    void this.#startDevices();
    const returned = this.returning.get() && this.join(this.name, this.takesOver);
    await this.client.enter();
    try {
      await returned;
    } finally {
      this.returning.set(false);
    }
  }

  /** Joins as soon as the lobby stands: a person may click before that. */
  async join(name: string, takeOver = false): Promise<void> {
    this.#remember({ ...this.#person, name });
    const phase = await this.#settledPhase();
    // Another tab has the seat: the lobby asks which one it shall be.
    if (this.#closed || phase.state !== 'lobby' || (phase.seat.occupied && !takeOver)) return;
    await this.client.join({ name, takeOver });
  }

  /** Sits down beside the person of another tab, in a seat of this tab's own. */
  async joinAsAnother(name: string): Promise<void> {
    await this.client.enterAsAnother();
    await this.join(name);
  }

  /** The others see the new name, and this browser remembers it. */
  async rename(name: string): Promise<void> {
    await this.client.rename(name);
    if (!this.#closed) this.#remember({ ...this.#person, name });
  }

  async leave(): Promise<void> {
    forgetSeat(this.slug);
    await this.client.leave();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#presence.close();
    this.recovery.close();
    this.tiles.close();
    this.rings.close();
    this.toaster.close();
    this.effects.close();
    this.client.close();
    this.media.close();
  }

  /** The phase once the lobby stands, or it is clear that it will not. */
  #settledPhase(): Promise<MeetingPhase> {
    return new Promise((resolve) => {
      const look = () => {
        const { phase } = this.client.getSnapshot();
        const opening =
          phase.state === 'idle' || phase.state === 'entering' || phase.state === 'waitingForServer';
        if (opening) return;
        unsubscribe();
        resolve(phase);
      };
      const unsubscribe = this.client.subscribe(look);
      look();
    });
  }

  /** Never rejects. Where nothing has to come first, the devices are opened at once. */
  async #startDevices(): Promise<void> {
    if (this.effects.areRemembered) await this.effects.load();
    if (!this.#closed) this.controls.start();
  }

  #remember(person: Person): void {
    this.#person = person;
    rememberPerson(person);
    if (this.#phase === 'joined') rememberSeat(this.slug, person);
  }

  #follow(phase: MeetingPhase): void {
    if (phase.state === this.#phase) return;
    this.#phase = phase.state;
    if (phase.state === 'lobby') this.controls.restore(phase.seat);
    if (phase.state === 'joined') rememberSeat(this.slug, this.#person);
    if (phase.state === 'ended' || phase.state === 'failed') forgetSeat(this.slug);
  }
}
