import { inOrder, type KnownDevice } from './deviceChoice.ts';
import type { DeviceList } from './DeviceList.ts';
import type { DeviceOpener } from './DeviceOpener.ts';
import { failureCause } from './failureCause.ts';
import type { DeviceFailure } from './localMediaApi.ts';
import type { InputKind } from './permissions.ts';

type Options = {
  readonly kind: InputKind;
  /** Undefined where the page is not in a secure context. */
  readonly opener: DeviceOpener | undefined;
  readonly list: DeviceList;
  readonly constraints: () => MediaTrackConstraints;
};

/** The device that was tried last, and why it could not be had. */
export type Refused = { readonly cause: DeviceFailure; readonly label: string };

type Wanted = {
  readonly meant: KnownDevice | undefined;
  /** Whether another device may do. */
  readonly triesNext: (cause: DeviceFailure) => boolean;
};

/** Opens the first device that can be had, the one that is meant before the others. */
export class DeviceSearch {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async open({ meant, triesNext }: Wanted): Promise<{ readonly track: MediaStreamTrack } | Refused> {
    const { kind, opener } = this.#options;
    if (opener === undefined) return { cause: 'insecure', label: '' };
    let refused: Refused = { cause: 'missing', label: '' };
    for (const device of this.#candidates(meant)) {
      try {
        return { track: await opener.open(kind, this.#constraintsFor(device)) };
      } catch (error) {
        const cause = await this.#causeOf(error, device);
        refused = { cause, label: device?.label ?? '' };
        if (!triesNext(cause)) break;
      }
    }
    return refused;
  }

  /** Undefined: any. Before a permission nothing is listed, and what is meant is asked for all the same. */
  #candidates(meant: KnownDevice | undefined): readonly (KnownDevice | undefined)[] {
    const { devices } = this.#options.list;
    return devices.length === 0 ? [meant] : inOrder(devices, meant);
  }

  #constraintsFor(device: KnownDevice | undefined): MediaTrackConstraints {
    const constraints = this.#options.constraints();
    if (device === undefined) return constraints;
    const { deviceId } = device;
    // A remembered id may be an old one: then any device will do.
    return { ...constraints, deviceId: this.#isListed(device) ? { exact: deviceId } : { ideal: deviceId } };
  }

  /** A device that vanishes while it is being opened answers in many ways; the list tells. */
  async #causeOf(error: unknown, device: KnownDevice | undefined): Promise<DeviceFailure> {
    const cause = failureCause(error);
    if (cause === 'denied' || cause === 'insecure' || device === undefined) return cause;
    const before = this.#isListed(device);
    await this.#options.list.read();
    return before && !this.#isListed(device) ? 'missing' : cause;
  }

  #isListed(device: KnownDevice): boolean {
    return this.#options.list.find(device.deviceId) !== undefined;
  }
}
