import { devices } from './en/devices.ts';
import { settings } from './en/settings.ts';

/** The words of the settings and of what happens to devices: in the lobby they come when they are asked for (ADR 0005). */
export const enSettings = { devices, settings };
