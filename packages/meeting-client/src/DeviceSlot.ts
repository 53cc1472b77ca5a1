import { ChosenDevice } from './ChosenDevice.ts';
import { changeOf } from './deviceChoice.ts';
import type { DeviceList } from './DeviceList.ts';
import type { DeviceMemory } from './DeviceMemory.ts';
import { DeviceNews } from './DeviceNews.ts';
import type { DeviceOpener } from './DeviceOpener.ts';
import { DeviceSearch, type Refused } from './DeviceSearch.ts';
import { type DeviceWish, mayBeAnother, type OnWish } from './deviceWish.ts';
import type {
  DeviceFailure,
  DeviceNotice,
  DeviceState,
  ProcessorState,
  TrackProcessor,
} from './localMediaApi.ts';
import { OpenDevice } from './OpenDevice.ts';
import { type InputKind, permissionOf } from './permissions.ts';
import { ProcessedTrack } from './ProcessedTrack.ts';

/** A device that ends this often in a row without anybody's doing is broken. */
const MAX_ENDS = 3;
const OFF: DeviceState = { state: 'off' };

type Options = {
  readonly kind: InputKind;
  /** Undefined where the page is not in a secure context. */
  readonly opener: DeviceOpener | undefined;
  readonly list: DeviceList;
  readonly memory: DeviceMemory;
  readonly constraints: () => MediaTrackConstraints;
  readonly onChange: () => void;
  readonly onNotice: (notice: DeviceNotice) => void;
};

/**
 * The camera or the microphone: what is wanted, what runs, and what is sent of it. Goes one step at a time and always
 * towards the newest wish, so that of many choices the last one stands.
 */
export class DeviceSlot {
  readonly #options: Options;
  readonly #search: DeviceSearch;
  readonly #processed: ProcessedTrack;
  readonly #news: DeviceNews;
  readonly #chosen: ChosenDevice;
  #wish: DeviceWish = { state: 'off' };
  #done: DeviceWish = this.#wish;
  #running: Promise<void> | undefined;
  #device: OpenDevice | undefined;
  #sent: MediaStreamTrack | undefined;
  #state: DeviceState = OFF;
  #ends = 0;
  /** The list on which there is nothing more to try by itself. */
  #settledIn: string | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#chosen = new ChosenDevice(options.kind, options.memory);
    this.#search = new DeviceSearch(options);
    this.#news = new DeviceNews(options.kind, options.onNotice);
    this.#processed = new ProcessedTrack(() => {
      this.#news.onProcessorFailed();
      void this.#sync();
    });
  }

  get state(): DeviceState {
    return this.#state;
  }
  /** What is sent and previewed. */
  get track(): MediaStreamTrack | undefined {
    return this.#sent;
  }
  /** The device's own, before any processor. */
  get deviceTrack(): MediaStreamTrack | undefined {
    return this.#device?.track;
  }
  get processor(): ProcessorState {
    return this.#processed.state;
  }

  /** Resolves when the newest wish stands or has failed. */
  start(deviceId?: string): Promise<void> {
    this.#ends = 0;
    this.#settledIn = undefined;
    if (deviceId !== undefined)
      return this.#want({ state: 'on', why: 'chosen', device: this.#options.list.named(deviceId) });
    const starting = this.#wish.state === 'on' && this.#state.state === 'starting';
    return starting ? this.#sync() : this.#want({ state: 'on', why: 'asked' });
  }

  stop(): void {
    this.#wish = { state: 'off' };
    this.#news.forget();
    this.#release();
    if (this.#state.state !== 'off') this.#set(OFF);
  }

  /** The same device in another way: its constraints have changed. */
  reopen(): Promise<void> {
    if (this.#wish.state === 'off' || this.#device === undefined) return this.#sync();
    return this.#want({ state: 'on', why: 'reopened', device: this.#device.listed });
  }

  /** `reopens`: the device is asked for anew, since its constraints depend on the processor. */
  setProcessor(processor: TrackProcessor | undefined, reopens = false): Promise<void> {
    this.#processed.setProcessor(processor);
    this.#options.onChange();
    return reopens ? this.reopen() : this.#sync();
  }

  /** The list of devices was read. */
  onDevices(): void {
    // Whoever opens one looks again when that is done.
    if (this.#running !== undefined || this.#wish.state === 'off') return;
    this.#rename();
    const { devices, isHidden: hidden, signature } = this.#options.list;
    if (this.#settledIn === signature) return;
    const why = changeOf({
      devices,
      hidden,
      chosen: this.#chosen.device,
      open: this.#device?.listed,
      failure: this.#state.state === 'failed' ? this.#state.cause : undefined,
    });
    if (why === undefined) return;
    this.#settledIn = signature;
    void this.#want({ state: 'on', why });
  }

  /** What stood in the way may be gone: a permission was given, or another program has ended. */
  retry(...causes: readonly DeviceFailure[]): void {
    if (this.#wish.state === 'off' || this.#state.state !== 'failed') return;
    if (causes.includes(this.#state.cause)) void this.start();
  }

  #want(wish: DeviceWish): Promise<void> {
    this.#wish = wish;
    return this.#sync();
  }

  #sync(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    while (await this.#step());
    this.#running = undefined;
    this.onDevices();
  }

  /** Takes one step; answers false when nothing is left to do. */
  async #step(): Promise<boolean> {
    const wish = this.#wish;
    if (wish !== this.#done) {
      if (wish.state === 'on') await this.#open(wish);
      this.#done = wish;
      return true;
    }
    const track = this.#device?.track;
    if (track === undefined || this.#processed.isOf(track)) return false;
    const sent = await this.#processed.of(track);
    if (sent !== undefined && this.#device?.track === track) this.#send(sent);
    return true;
  }

  async #open(wish: OnWish): Promise<void> {
    // A running track goes on until the new device answers: nobody sees a gap while a person looks through cameras.
    if (this.#device === undefined) this.#set({ state: 'starting' });
    // Phones open one camera at a time: the one that runs gives way to the next.
    if (wish.why === 'chosen' && this.#device?.facesSomewhere === true) this.#releaseDevice();
    const opened = await this.#search.open({
      meant: wish.device ?? this.#chosen.device,
      triesNext: (cause) => this.#wish === wish && mayBeAnother(wish, cause, this.#device !== undefined),
    });
    if (!('track' in opened)) {
      if (this.#wish === wish) this.#onRefused(wish, opened);
      return;
    }
    // Names of devices are told only after the person has allowed one.
    const read = this.#options.list.read();
    const sent = await this.#process(wish, opened.track);
    if (sent === undefined) {
      opened.track.stop();
      return;
    }
    this.#use(wish, opened.track, sent);
    await read;
    if (this.#wish === wish) this.#onRead(wish);
  }

  #onRefused({ why, device }: OnWish, { cause, label }: Refused): void {
    this.#settledIn = this.#options.list.signature;
    const lost = why === 'gone' || why === 'ended';
    if (this.#device !== undefined && !lost) {
      if (why === 'chosen' || why === 'reopened') this.#news.onSwitchFailed(label, cause);
      return;
    }
    if (why === 'chosen') this.#chosen.set(device);
    this.#fail(cause);
    if (lost) this.#news.onLost(cause);
  }

  /** Undefined: something else is wanted by now. */
  async #process(wish: OnWish, track: MediaStreamTrack): Promise<MediaStreamTrack | undefined> {
    while (this.#wish === wish) {
      const sent = await this.#processed.of(track);
      if (sent !== undefined && this.#wish === wish) return sent;
    }
    return undefined;
  }

  #use(wish: OnWish, track: MediaStreamTrack, sent: MediaStreamTrack): void {
    const before = this.#device;
    const device = new OpenDevice({
      track,
      list: this.#options.list,
      onEnded: () => {
        if (this.#device === device) void this.#onEnded();
      },
    });
    this.#device = device;
    if (wish.why === 'chosen') this.#chosen.set(device.listed ?? wish.device);
    this.#send(sent);
    before?.stop();
    if (track.readyState === 'ended') void this.#onEnded();
  }

  /** The list is as new as the track. */
  #onRead({ why }: OnWish): void {
    if (this.#device === undefined) return;
    this.#device.relist();
    const { listed, label } = this.#device;
    if (why === 'chosen') this.#chosen.set(listed ?? this.#chosen.device);
    this.#rename();
    const isChosenAway = listed !== undefined && this.#chosen.isAwayFrom(this.#options.list.devices);
    this.#news.onOpened({ why, device: listed, label, isChosenAway });
  }

  /** Without a word of the person: unplugged, its permission withdrawn, or a fault that opening it again may mend. */
  async #onEnded(): Promise<void> {
    this.#news.onEnded(this.#device?.listed);
    this.#release();
    this.#set({ state: 'starting' });
    this.#ends += 1;
    const wish: DeviceWish = { state: 'on', why: 'ended' };
    this.#wish = wish;
    const cause = (await this.#isWithdrawn()) ? 'withdrawn' : this.#ends > MAX_ENDS ? 'unknown' : undefined;
    if (this.#wish !== wish || this.#done === wish) return;
    if (cause === undefined) return this.#sync();
    this.#done = wish;
    this.#fail(cause);
    this.#news.onLost(cause);
  }

  /** Reads the list, too. */
  async #isWithdrawn(): Promise<boolean> {
    const { kind, list } = this.#options;
    const [permission] = await Promise.all([permissionOf(kind), list.read()]);
    // Firefox answers `prompt` for all that it was not told to remember: then only a list without names tells.
    return permission === 'denied' || (permission === 'prompt' && list.isHidden);
  }

  #send(sent: MediaStreamTrack): void {
    this.#sent = sent;
    this.#set(this.#device?.state ?? OFF);
  }

  #rename(): void {
    if (this.#device !== undefined && this.#state.state === 'on') this.#set(this.#device.state);
  }

  #fail(cause: DeviceFailure): void {
    this.#release();
    this.#set({ state: 'failed', cause });
  }

  #release(): void {
    this.#processed.stop();
    this.#sent = undefined;
    this.#releaseDevice();
  }

  #releaseDevice(): void {
    this.#device?.stop();
    this.#device = undefined;
  }

  #set(state: DeviceState): void {
    const before = this.#state;
    const same =
      before.state === 'on' && state.state === 'on'
        ? before.deviceId === state.deviceId && before.label === state.label
        : false;
    if (!same) this.#state = state;
    this.#options.onChange();
  }
}
