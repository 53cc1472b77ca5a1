import type { KnownDevice } from './deviceChoice.ts';
import type { KeyValueStore } from './environment.ts';
import type { DeviceSource, VoiceSettings } from './localMediaApi.ts';
import { parseJson } from './parseJson.ts';

const keyOf = (name: DeviceSource | 'voice') => `convene-device-${name}`;

const defaultVoice: VoiceSettings = {
  fidelity: 'voice',
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** What this browser remembers of the person's devices. */
export class DeviceMemory {
  readonly #store: KeyValueStore;

  constructor(store: KeyValueStore) {
    this.#store = store;
  }

  device(source: DeviceSource): KnownDevice | undefined {
    const text = this.#store.getItem(keyOf(source));
    if (text === null) return undefined;
    const value = parseJson(text);
    if (!isRecord(value)) return undefined;
    const { deviceId, label, groupId } = value;
    const known = typeof deviceId === 'string' && typeof label === 'string' && typeof groupId === 'string';
    return known ? { deviceId, label, groupId } : undefined;
  }

  rememberDevice(source: DeviceSource, device: KnownDevice | undefined): void {
    if (device === undefined) this.#store.removeItem(keyOf(source));
    else this.#store.setItem(keyOf(source), JSON.stringify(device));
  }

  get voice(): VoiceSettings {
    const value = parseJson(this.#store.getItem(keyOf('voice')) ?? 'null');
    if (!isRecord(value)) return defaultVoice;
    const isOn = (name: 'echoCancellation' | 'noiseSuppression' | 'autoGainControl') => value[name] !== false;
    return {
      fidelity: value['fidelity'] === 'music' ? 'music' : 'voice',
      echoCancellation: isOn('echoCancellation'),
      noiseSuppression: isOn('noiseSuppression'),
      autoGainControl: isOn('autoGainControl'),
    };
  }

  rememberVoice(voice: VoiceSettings): void {
    this.#store.setItem(keyOf('voice'), JSON.stringify(voice));
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
