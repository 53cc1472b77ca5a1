import { changeOf, findDevice, type KnownDevice } from './deviceChoice.ts';
import type { DeviceLists } from './DeviceLists.ts';
import type { DeviceMemory } from './DeviceMemory.ts';
import { DeviceNews, type Why } from './DeviceNews.ts';
import type { DeviceOpener } from './DeviceOpener.ts';
import { DeviceSearch, type Refused } from './DeviceSearch.ts';
import type {
  DeviceFailure,
  DeviceNotice,
  DeviceState,
  ProcessorState,
  TrackProcessor,
} from './localMediaApi.ts';
import { type InputKind, permissionOf } from './permissions.ts';
import { ProcessedTrack } from './ProcessedTrack.ts';

/** A device that ends this often in a row without anybody's doing is broken. */
const MAX_ENDS = 3;
const OFF: DeviceState = { state: 'off' };
const listKinds = { camera: 'videoinput', microphone: 'audioinput' } as const;

type Options = {
  readonly kind: InputKind;
  /** Undefined where the page is not in a secure context. */
  readonly opener: DeviceOpener | undefined;
  readonly lists: DeviceLists;
  readonly memory: DeviceMemory;
  readonly constraints: () => MediaTrackConstraints;
  readonly onChange: () => void;
  readonly onNotice: (notice: DeviceNotice) => void;
};

/** Each wish is an object of its own: whoever comes back from an `await` sees by it whether it is still the newest. */
type Wish =
  | { readonly state: 'off' }
  | { readonly state: 'on'; readonly why: Why; readonly device?: KnownDevice | undefined };
type OnWish = Extract<Wish, { state: 'on' }>;

/**
 * The camera or the microphone: what is wanted, what runs, and what is sent of it. Goes one step at a time and always
 * towards the newest wish, so that of many choices the last one stands.
 */
export class DeviceSlot {
  readonly #options: Options;
  readonly #search: DeviceSearch;
  readonly #processed: ProcessedTrack;
  readonly #news: DeviceNews;
  #wish: Wish = { state: 'off' };
  #done: Wish = this.#wish;
  #running: Promise<void> | undefined;
  #chosen: KnownDevice | undefined;
  #device: { readonly track: MediaStreamTrack; readonly listed: KnownDevice | undefined } | undefined;
  #sent: MediaStreamTrack | undefined;
  #state: DeviceState = OFF;
  #ends = 0;
  /** The list on which there is nothing more to try by itself. */
  #settledIn: string | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#chosen = options.memory.device(options.kind);
    const { kind, opener, lists, constraints } = options;
    this.#search = new DeviceSearch({ kind, listKind: listKinds[kind], opener, lists, constraints });
    this.#news = new DeviceNews(kind, options.onNotice);
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
      return this.#want({ state: 'on', why: 'chosen', device: this.#named(deviceId) });
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
    const signature = this.#listSignature;
    if (this.#settledIn === signature) return;
    const why = changeOf({
      devices: this.#devices,
      hidden: this.#options.lists.isHidden(listKinds[this.#options.kind]),
      chosen: this.#chosen,
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

  get #listSignature(): string {
    const { lists, kind } = this.#options;
    return JSON.stringify([this.#devices, lists.isHidden(listKinds[kind])]);
  }

  get #devices(): readonly KnownDevice[] {
    return this.#options.lists.of(listKinds[this.#options.kind]);
  }

  #named(deviceId: string): KnownDevice {
    const listed = this.#devices.find((device) => device.deviceId === deviceId);
    return listed ?? { deviceId, label: '', groupId: '' };
  }

  #want(wish: Wish): Promise<void> {
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
    const { lists } = this.#options;
    // A running track goes on until the new device answers: nobody sees a gap while a person looks through cameras.
    if (this.#device === undefined) this.#set({ state: 'starting' });
    // Phones open one camera at a time: the one that runs gives way to the next.
    if (wish.why === 'chosen' && this.#facesSomewhere) this.#releaseDevice();
    const opened = await this.#search.open({
      meant: wish.device ?? this.#chosen,
      triesNext: (cause) => this.#wish === wish && this.#triesNext(wish, cause),
    });
    if (!('track' in opened)) {
      if (this.#wish === wish) this.#onRefused(wish, opened);
      return;
    }
    // Names of devices are told only after the person has allowed one.
    const read = lists.read();
    const sent = await this.#process(wish, opened.track);
    if (sent === undefined) {
      opened.track.stop();
      return;
    }
    this.#use(wish, opened.track, sent);
    await read;
    if (this.#wish === wish) this.#onRead(wish);
  }

  get #facesSomewhere(): boolean {
    return this.#device?.track.getSettings().facingMode !== undefined;
  }

  /** A busy camera that was meant is not replaced by another one: what that one shows may be nobody's business. */
  #triesNext({ why }: OnWish, cause: DeviceFailure): boolean {
    if (cause === 'denied' || cause === 'insecure') return false;
    if (why === 'gone' || why === 'ended' || why === 'plugged') return true;
    return this.#device === undefined && cause === 'missing';
  }

  #onRefused({ why, device }: OnWish, { cause, label }: Refused): void {
    this.#settledIn = this.#listSignature;
    const lost = why === 'gone' || why === 'ended';
    if (this.#device !== undefined && !lost) {
      if (why === 'chosen' || why === 'reopened') this.#news.onSwitchFailed(label, cause);
      return;
    }
    if (why === 'chosen') this.#choose(device);
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
    const before = this.#device?.track;
    // Fires when the device is unplugged or its permission is taken back, not on our own `stop`.
    track.addEventListener('ended', () => {
      if (this.#device?.track === track) void this.#onEnded();
    });
    this.#device = { track, listed: this.#listedAs(track) };
    if (wish.why === 'chosen') this.#choose(this.#device.listed ?? wish.device);
    this.#send(sent);
    before?.stop();
    if (track.readyState === 'ended') void this.#onEnded();
  }

  /** The list is as new as the track. */
  #onRead({ why }: OnWish): void {
    if (this.#device === undefined) return;
    this.#device = { ...this.#device, listed: this.#listedAs(this.#device.track) };
    if (why === 'chosen') this.#choose(this.#device.listed ?? this.#chosen);
    this.#rename();
    const { listed, track } = this.#device;
    const isChosenAway =
      listed !== undefined &&
      this.#chosen !== undefined &&
      findDevice(this.#devices, this.#chosen) === undefined;
    this.#news.onOpened({ why, device: listed, label: listed?.label ?? track.label, isChosenAway });
  }

  #choose(device: KnownDevice | undefined): void {
    if (device === undefined) return;
    this.#chosen = device;
    this.#options.memory.rememberDevice(this.#options.kind, device);
  }

  #listedAs(track: MediaStreamTrack): KnownDevice | undefined {
    const { deviceId = '', groupId = '' } = track.getSettings();
    return findDevice(this.#devices, { deviceId, groupId, label: track.label });
  }

  /** Without a word of the person: unplugged, its permission withdrawn, or a fault that opening it again may mend. */
  async #onEnded(): Promise<void> {
    const { kind, lists } = this.#options;
    this.#news.onEnded(this.#device?.listed);
    this.#release();
    this.#set({ state: 'starting' });
    this.#ends += 1;
    const wish: Wish = { state: 'on', why: 'ended' };
    this.#wish = wish;
    const [permission] = await Promise.all([permissionOf(kind), lists.read()]);
    if (this.#wish !== wish || this.#done === wish) return;
    // Firefox answers `prompt` for all that it was not told to remember: then only a list without names tells.
    const isHidden = lists.isHidden(listKinds[kind]);
    if (permission === 'denied' || (permission === 'prompt' && isHidden)) {
      this.#done = wish;
      this.#fail('withdrawn');
      this.#news.onLost('withdrawn');
    } else if (this.#ends > MAX_ENDS) {
      this.#done = wish;
      this.#fail('unknown');
      this.#news.onLost('unknown');
    } else await this.#sync();
  }

  #send(sent: MediaStreamTrack): void {
    this.#sent = sent;
    this.#set(this.#stateOn());
  }

  #rename(): void {
    if (this.#device !== undefined && this.#state.state === 'on') this.#set(this.#stateOn());
  }

  #stateOn(): DeviceState {
    const { track, listed } = this.#device ?? {};
    if (track === undefined) return OFF;
    const { deviceId = '' } = track.getSettings();
    return { state: 'on', deviceId: listed?.deviceId ?? deviceId, label: listed?.label ?? track.label };
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
    this.#device?.track.stop();
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
