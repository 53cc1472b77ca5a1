import type { LobbySeat, LocalMediaApi, MeetingClientApi } from '@convene/meeting-client';
import { Store } from '../../ui/Store.ts';
import type { Notice } from './notices.ts';

/** What the person wants of their devices; whether one really runs is LocalMedia's to say. */
export type MediaWish = { readonly muted: boolean; readonly cameraOff: boolean };

type Options = {
  readonly client: MeetingClientApi;
  readonly media: LocalMediaApi;
  readonly wish: MediaWish;
  readonly onWish: (wish: MediaWish) => void;
  readonly tell: (notice: Notice) => void;
};

/** The person's switches, from the lobby into the meeting. */
export class MediaControls {
  readonly wish: Store<MediaWish>;
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
    this.wish = new Store(options.wish);
  }

  /** Opens the devices that are wanted, when the lobby opens. */
  start(): void {
    const { muted, cameraOff } = this.wish.get();
    void this.#setMuted(muted);
    void this.#setCameraOff(cameraOff);
  }

  /** The seat was muted, or had its camera off, when this person sat in it last: so it stays. */
  restore({ muted, cameraOff }: LobbySeat): void {
    const wish = this.wish.get();
    this.#wish({ muted: wish.muted || muted, cameraOff: wish.cameraOff || cameraOff });
  }

  /** Nobody hears this person: by choice, or because there is no microphone. */
  get muted(): boolean {
    const { self } = this.#options.client.getSnapshot();
    return self?.muted ?? (this.wish.get().muted || !isRunning(this.#options.media, 'microphone'));
  }

  get cameraOff(): boolean {
    return this.wish.get().cameraOff || !isRunning(this.#options.media, 'camera');
  }

  readonly toggleMuted = (): void => {
    void this.#setMuted(!this.muted);
  };

  readonly toggleCamera = (): void => {
    void this.#setCameraOff(!this.cameraOff);
  };

  readonly chooseCamera = async (deviceId: string): Promise<void> => {
    await this.#options.media.startCamera(deviceId);
    if (this.wish.get().cameraOff) await this.#setCameraOff(false);
  };

  /** Asks once more for what did not start. */
  readonly retry = async (device: 'camera' | 'microphone'): Promise<void> => {
    const { media } = this.#options;
    await (device === 'camera' ? media.startCamera() : media.startMicrophone());
  };

  readonly chooseMicrophone = (deviceId: string): Promise<void> =>
    this.#options.media.startMicrophone(deviceId);

  async #setMuted(muted: boolean): Promise<void> {
    const { client } = this.#options;
    this.#wish({ ...this.wish.get(), muted });
    await client.setMuted(muted);
    if (!muted) this.#tellFailure('microphone');
  }

  async #setCameraOff(cameraOff: boolean): Promise<void> {
    const { client } = this.#options;
    this.#wish({ ...this.wish.get(), cameraOff });
    await client.setCameraOff(cameraOff);
    if (!cameraOff) this.#tellFailure('camera');
  }

  /** In the lobby it stands on the page already. */
  #tellFailure(device: 'camera' | 'microphone'): void {
    const { client, media, tell } = this.#options;
    const state = media.getSnapshot()[device];
    if (state.state !== 'failed' || client.getSnapshot().phase.state !== 'joined') return;
    tell({ type: 'deviceFailed', device, cause: state.cause });
  }

  #wish(wish: MediaWish): void {
    this.wish.set(wish);
    this.#options.onWish(wish);
  }
}

function isRunning(media: LocalMediaApi, device: 'camera' | 'microphone'): boolean {
  const { state } = media.getSnapshot()[device];
  return state === 'on' || state === 'starting';
}
