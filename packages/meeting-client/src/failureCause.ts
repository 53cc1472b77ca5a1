import type { DeviceFailure } from './localMediaApi.ts';

/** Why a device can't be had, in words that the interface has a sentence for. */
export function failureCause(error: unknown): DeviceFailure {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError': {
      return 'denied';
    }
    case 'SecurityError': {
      return 'insecure';
    }
    case 'NotFoundError':
    case 'OverconstrainedError': {
      return 'missing';
    }
    case 'NotReadableError':
    case 'AbortError': {
      return 'busy';
    }
    default: {
      return 'unknown';
    }
  }
}
