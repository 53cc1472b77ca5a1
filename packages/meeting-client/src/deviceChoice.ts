import type { DeviceFailure } from './localMediaApi.ts';

/** A device as a person knows it: ids change when permissions are reset, names do not. */
export type KnownDevice = { readonly deviceId: string; readonly label: string; readonly groupId: string };

/** Chromium lists the system's default microphone and speaker under this id beside the real ones. */
const DEFAULT = 'default';
/** Windows lists a second default, for calls. */
const COMMUNICATIONS = 'communications';

/** The listed device that is meant: the same id, else the same name, rather in the same box. */
export function findDevice(
  devices: readonly KnownDevice[],
  meant: KnownDevice | undefined,
): KnownDevice | undefined {
  if (meant === undefined) return undefined;
  const same = devices.find(({ deviceId }) => deviceId === meant.deviceId);
  if (same !== undefined || meant.label === '') return same;
  const namesakes = devices.filter(({ label }) => label === meant.label);
  return namesakes.find(({ groupId }) => groupId === meant.groupId) ?? namesakes[0];
}

/** In which order devices are tried: the chosen one, the system's default, the others. */
export function inOrder(
  devices: readonly KnownDevice[],
  chosen: KnownDevice | undefined,
): readonly KnownDevice[] {
  const first = findDevice(devices, chosen);
  const rest = devices.filter((device) => device !== first && device.deviceId !== COMMUNICATIONS);
  const byDefault = rest.filter(({ deviceId }) => deviceId === DEFAULT);
  const others = rest.filter(({ deviceId }) => deviceId !== DEFAULT);
  return [...(first === undefined ? [] : [first]), ...byDefault, ...others];
}

export type Situation = {
  /** The devices of this kind, now. */
  readonly devices: readonly KnownDevice[];
  /** There is one, but the browser does not tell which: nothing was allowed yet. */
  readonly hidden: boolean;
  readonly chosen: KnownDevice | undefined;
  /** The device that runs, as it was listed when it was opened; undefined: none runs, or it was not in the list. */
  readonly open: KnownDevice | undefined;
  /** Why none runs although one is wanted. */
  readonly failure: DeviceFailure | undefined;
};

/** Why a device is opened without the person's doing. */
export type Change = 'gone' | 'chosenBack' | 'defaultChanged' | 'plugged' | 'freed';

/** What a change of the list asks for; undefined: nothing. */
export function changeOf({ devices, hidden, chosen, open, failure }: Situation): Change | undefined {
  if (failure === 'missing') return devices.length > 0 || hidden ? 'plugged' : undefined;
  if (failure === 'busy') return 'freed';
  // Where the person or the page's insecurity is in the way, another device changes nothing.
  if (failure !== undefined || open === undefined || hidden) return undefined;
  const listed = devices.find(({ deviceId }) => deviceId === open.deviceId);
  if (listed === undefined) return 'gone';
  const wanted = findDevice(devices, chosen);
  if (wanted !== undefined && wanted.deviceId !== open.deviceId) return 'chosenBack';
  const moved = open.deviceId === DEFAULT && (listed.label !== open.label || listed.groupId !== open.groupId);
  return moved ? 'defaultChanged' : undefined;
}
