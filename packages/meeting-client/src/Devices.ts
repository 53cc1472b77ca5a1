import { AppError, type RtpCapabilities } from '@convene/protocol';
import type { Device, types } from 'mediasoup-client';
import { clientCapabilities } from './mediaPorts.ts';

/** Comes apart from the rest and only now: the lobby is drawn, and may be clicked in, before it is there. */
const loadScript = () => import('mediasoup-client');

/** Only the browser that needs it fetches it. */
async function handlerOf(name: string | undefined): Promise<types.DeviceOptions> {
  switch (name) {
    case 'Firefox120': {
      const { Firefox120 } = await import('mediasoup-client/handlers/Firefox120');
      return { handlerFactory: Firefox120.createFactory({}) };
    }
    case 'Safari12': {
      const { Safari12 } = await import('mediasoup-client/handlers/Safari12');
      return { handlerFactory: Safari12.createFactory({}) };
    }
    default: {
      return {};
    }
  }
}

/**
 * mediasoup-client's Device, loaded with a router's capabilities before any transport is made (004-70). It can be loaded
 * once only, and asking the browser for its codecs is slow, so it is kept for as long as the capabilities are the same.
 */
export class Devices {
  readonly #options: types.DeviceOptions;
  #loaded: { readonly key: string; readonly device: Promise<Device> } | undefined;

  constructor(options: types.DeviceOptions = {}) {
    this.#options = options;
  }

  /** @throws AppError unsupportedBrowser */
  load(routerRtpCapabilities: RtpCapabilities): Promise<Device> {
    const key = JSON.stringify(routerRtpCapabilities);
    if (this.#loaded?.key === key) return this.#loaded.device;
    const device = this.#create(routerRtpCapabilities);
    this.#loaded = { key, device };
    device.catch(() => {
      if (this.#loaded?.device === device) this.#loaded = undefined;
    });
    return device;
  }

  async #create(routerRtpCapabilities: RtpCapabilities): Promise<Device> {
    const { Device, detectDeviceAsync } = await loadScript();
    try {
      const isChosen = this.#options.handlerFactory !== undefined || this.#options.handlerName !== undefined;
      const options = isChosen ? this.#options : await handlerOf(await detectDeviceAsync());
      const device = await Device.factory(options);
      await device.load({ routerRtpCapabilities: clientCapabilities(routerRtpCapabilities) });
      return device;
    } catch (error) {
      // mediasoup-client does not export the class.
      const isUnsupported = error instanceof Error && error.name === 'UnsupportedError';
      throw isUnsupported ? AppError.of('unsupportedBrowser', {}, error) : error;
    }
  }
}
