import { findDevice, type KnownDevice } from './deviceChoice.ts';
import type { DeviceList } from './DeviceList.ts';
import type { DeviceState } from './localMediaApi.ts';

type Options = {
  readonly track: MediaStreamTrack;
  readonly list: DeviceList;
  /** Without a word of the person: it was unplugged, or its permission was taken back. */
  readonly onEnded: () => void;
};

/** A device that runs, under the name that the list has for it. */
export class OpenDevice {
  readonly track: MediaStreamTrack;
  readonly #list: DeviceList;
  #listed: KnownDevice | undefined;

  constructor({ track, list, onEnded }: Options) {
    this.track = track;
    this.#list = list;
    this.relist();
    // Not fired by our own `stop`.
    track.addEventListener('ended', onEnded);
  }

  /** Undefined: the list does not know it. */
  get listed(): KnownDevice | undefined {
    return this.#listed;
  }
  get label(): string {
    return this.#listed?.label ?? this.track.label;
  }
  get state(): DeviceState {
    const { deviceId = '' } = this.track.getSettings();
    return { state: 'on', deviceId: this.#listed?.deviceId ?? deviceId, label: this.label };
  }
  /** A phone's: only one of its cameras runs at a time. */
  get facesSomewhere(): boolean {
    return this.track.getSettings().facingMode !== undefined;
  }

  /** The list was read. */
  relist(): void {
    const { deviceId = '', groupId = '' } = this.track.getSettings();
    this.#listed = findDevice(this.#list.devices, { deviceId, groupId, label: this.track.label });
  }

  stop(): void {
    this.track.stop();
  }
}
