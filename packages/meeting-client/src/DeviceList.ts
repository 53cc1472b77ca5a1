import type { KnownDevice } from './deviceChoice.ts';
import type { DeviceLists } from './DeviceLists.ts';

/** What is plugged in of one kind, as far as the browser tells. */
export class DeviceList {
  readonly #lists: DeviceLists;
  readonly #kind: MediaDeviceKind;

  constructor(lists: DeviceLists, kind: MediaDeviceKind) {
    this.#lists = lists;
    this.#kind = kind;
  }

  get devices(): readonly KnownDevice[] {
    return this.#lists.of(this.#kind);
  }
  /** There is a device, but the browser does not tell which. */
  get isHidden(): boolean {
    return this.#lists.isHidden(this.#kind);
  }
  /** Another one when anything about it has changed. */
  get signature(): string {
    return JSON.stringify([this.devices, this.isHidden]);
  }

  find(deviceId: string): KnownDevice | undefined {
    return this.devices.find((device) => device.deviceId === deviceId);
  }

  /** As it is listed, or by its id alone. */
  named(deviceId: string): KnownDevice {
    return this.find(deviceId) ?? { deviceId, label: '', groupId: '' };
  }

  read(): Promise<void> {
    return this.#lists.read();
  }
}
