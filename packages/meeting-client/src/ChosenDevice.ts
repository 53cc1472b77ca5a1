import { findDevice, type KnownDevice } from './deviceChoice.ts';
import type { DeviceMemory } from './DeviceMemory.ts';
import type { InputKind } from './permissions.ts';

/** The camera or microphone that the person chose, now or another time: it is used whenever it is there. */
export class ChosenDevice {
  readonly #kind: InputKind;
  readonly #memory: DeviceMemory;
  #device: KnownDevice | undefined;

  constructor(kind: InputKind, memory: DeviceMemory) {
    this.#kind = kind;
    this.#memory = memory;
    this.#device = memory.device(kind);
  }

  get device(): KnownDevice | undefined {
    return this.#device;
  }

  set(device: KnownDevice | undefined): void {
    if (device === undefined) return;
    this.#device = device;
    this.#memory.rememberDevice(this.#kind, device);
  }

  /** It is not plugged in. */
  isAwayFrom(devices: readonly KnownDevice[]): boolean {
    return this.#device !== undefined && findDevice(devices, this.#device) === undefined;
  }
}
