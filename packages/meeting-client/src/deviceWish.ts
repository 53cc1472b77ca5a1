import type { KnownDevice } from './deviceChoice.ts';
import type { Why } from './DeviceNews.ts';
import type { DeviceFailure } from './localMediaApi.ts';

/** Each wish is an object of its own: whoever comes back from an `await` sees by it whether it is still the newest. */
export type DeviceWish =
  | { readonly state: 'off' }
  | { readonly state: 'on'; readonly why: Why; readonly device?: KnownDevice | undefined };
export type OnWish = Extract<DeviceWish, { state: 'on' }>;

/**
 * Whether another device may do when one cannot be had. A busy camera that was meant is not replaced: what another one
 * shows may be nobody's business.
 */
export function mayBeAnother({ why }: OnWish, cause: DeviceFailure, isOneOpen: boolean): boolean {
  if (cause === 'denied' || cause === 'insecure') return false;
  if (why === 'gone' || why === 'ended' || why === 'plugged') return true;
  return !isOneOpen && cause === 'missing';
}
