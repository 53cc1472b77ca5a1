import { findDevice, type KnownDevice } from './deviceChoice.ts';
import type { DeviceList } from './DeviceList.ts';
import type { DeviceMemory } from './DeviceMemory.ts';
import type { DeviceNotice } from './localMediaApi.ts';

type Options = {
  readonly list: DeviceList;
  readonly memory: DeviceMemory;
  readonly onChange: () => void;
  readonly onNotice: (notice: DeviceNotice) => void;
};

/** Where the others are heard: the chosen speaker while it is there, else the system's. */
export class SpeakerSlot {
  readonly #options: Options;
  #chosen: KnownDevice | undefined;
  /** What the list had of it last; undefined: the system's own plays. */
  #used: KnownDevice | undefined;
  /** The list has named speakers, */
  #told = false;
  /** and the chosen one was among them: it went away when it is missed. */
  #heard = false;
  /** The system's stands in for the chosen one, and the person was told so. */
  #standsIn = false;

  constructor(options: Options) {
    this.#options = options;
    this.#chosen = options.memory.device('speaker');
    this.#used = this.#chosen;
  }

  /** Undefined: the system's own. */
  get deviceId(): string | undefined {
    return this.#used?.deviceId;
  }

  choose(deviceId: string): void {
    const { list } = this.#options;
    this.#chosen = deviceId === '' ? undefined : list.named(deviceId);
    this.#used = this.#chosen;
    this.#heard = list.find(deviceId) !== undefined;
    this.#standsIn = false;
    this.#options.memory.rememberDevice('speaker', this.#chosen);
    this.#options.onChange();
  }

  onDevices(): void {
    const { devices } = this.#options.list;
    // Before a permission is given nothing is listed, in some browsers never: then the memory counts.
    this.#told ||= devices.length > 0;
    if (!this.#told || this.#chosen === undefined) return;
    const before = this.#used;
    this.#used = findDevice(devices, this.#chosen);
    const { label } = this.#used ?? devices.find(({ deviceId }) => deviceId === 'default') ?? { label: '' };
    if (this.#heard && before !== undefined && this.#used === undefined) this.#tell('fellBack', label);
    if (this.#standsIn && this.#used !== undefined) this.#tell('cameBack', label);
    this.#heard ||= this.#used !== undefined;
  }

  #tell(type: 'fellBack' | 'cameBack', label: string): void {
    this.#standsIn = type === 'fellBack';
    this.#options.onNotice({ type, device: 'speaker', label });
  }
}
