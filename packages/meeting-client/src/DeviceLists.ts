import type { KnownDevice } from './deviceChoice.ts';
import { Scope } from './Scope.ts';

type Options = {
  readonly mediaDevices: MediaDevices | undefined;
  /** The list was read, and may be another one. */
  readonly onRead: () => void;
};

/** What is plugged in, as far as the browser tells. */
export class DeviceLists {
  readonly #options: Options;
  readonly #scope = new Scope();
  #devices: readonly MediaDeviceInfo[] = [];
  /** Counts the questions: an answer to an earlier one is older news. */
  #turn = 0;

  constructor(options: Options) {
    this.#options = options;
    const { mediaDevices } = options;
    if (mediaDevices === undefined) return;
    const onChange = () => void this.read();
    mediaDevices.addEventListener('devicechange', onChange);
    this.#scope.add(() => mediaDevices.removeEventListener('devicechange', onChange));
  }

  /** Before a permission is given, browsers list one device of each kind without id and name: those are left out. */
  of(kind: MediaDeviceKind): readonly KnownDevice[] {
    return this.#devices
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map(({ deviceId, label, groupId }) => ({ deviceId, label, groupId }));
  }

  /** There is a device of this kind, but the browser does not tell which. */
  isHidden(kind: MediaDeviceKind): boolean {
    return this.#devices.some((device) => device.kind === kind && device.deviceId === '');
  }

  async read(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const devices = (await this.#options.mediaDevices?.enumerateDevices()) ?? [];
      if (this.#scope.closed || this.#turn !== turn) return;
      this.#devices = devices;
      this.#options.onRead();
    } catch {
      // Some browsers refuse the list until a device was allowed; it is asked for again then.
    }
  }

  close(): void {
    this.#scope.close();
  }
}
