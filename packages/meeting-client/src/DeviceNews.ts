import type { Change, KnownDevice } from './deviceChoice.ts';
import type { DeviceFailure, DeviceNotice } from './localMediaApi.ts';
import type { InputKind } from './permissions.ts';

/** Why a device is to be opened: `asked`: turned on; `chosen`: this very one; `reopened`: in another way; `ended`: by itself. */
export type Why = 'asked' | 'chosen' | 'reopened' | 'ended' | Change;

type Opened = {
  readonly why: Why;
  readonly device: KnownDevice | undefined;
  readonly label: string;
  /** The device that the person chose is not plugged in. */
  readonly isChosenAway: boolean;
};

/** Tells what happened to a device without the person's doing, and only what they have missed. */
export class DeviceNews {
  readonly #kind: InputKind;
  readonly #tell: (notice: DeviceNotice) => void;
  /** Another device stands in for the chosen one. */
  #standsIn = false;
  /** The device whose track ended last. */
  #ended: KnownDevice | undefined;

  constructor(kind: InputKind, tell: (notice: DeviceNotice) => void) {
    this.#kind = kind;
    this.#tell = tell;
  }

  /** The person turned it off: nothing is missed. */
  forget(): void {
    this.#standsIn = false;
  }

  onEnded(device: KnownDevice | undefined): void {
    this.#ended = device;
  }

  onLost(cause: DeviceFailure): void {
    this.#tell({ type: 'lost', device: this.#kind, cause });
  }

  onSwitchFailed(label: string, cause: DeviceFailure): void {
    this.#tell({ type: 'switchFailed', device: this.#kind, label, cause });
  }

  onProcessorFailed(): void {
    this.#tell({ type: 'processorFailed', device: this.#kind });
  }

  onOpened({ why, device, label, isChosenAway }: Opened): void {
    const stoodIn = this.#standsIn;
    if (why === 'chosen' || why === 'chosenBack') this.#standsIn = false;
    // Not there when the page opened: it is welcomed when it comes.
    if (why === 'asked' && isChosenAway) this.#standsIn = true;
    // Whose track ended and is opened again has lost nothing.
    const isSame = why === 'ended' && device?.deviceId === this.#ended?.deviceId;
    if ((why === 'gone' || why === 'ended') && !isSame) {
      this.#standsIn = true;
      this.#tell({ type: 'fellBack', device: this.#kind, label });
    }
    // When the page opens, the chosen device may be found only once its name is told: nobody missed it.
    if (why === 'chosenBack' && stoodIn) this.#tell({ type: 'cameBack', device: this.#kind, label });
    if (why === 'plugged' || why === 'freed') this.#tell({ type: 'plugged', device: this.#kind, label });
    if (why === 'defaultChanged') this.#tell({ type: why, device: this.#kind, label });
  }
}
