import { getSupportedRtpCapabilities, version } from 'mediasoup';
import type { Compatibility } from './MediasoupConnection.ts';
import { PROTOCOL } from './remote/messages.ts';

/** What the mediasoup of this process has to offer. */
export function localCompatibility(): Compatibility {
  const codecs = (getSupportedRtpCapabilities().codecs ?? []).map(({ mimeType }) => mimeType.toLowerCase());
  return {
    protocol: PROTOCOL,
    mediasoup: version.split('.').slice(0, 2).join('.'),
    codecs: [...new Set(codecs)].sort(),
  };
}

/** Why objects made on the one would not be the same on the other; undefined: they would (002-6, 002-7). */
export function incompatibility(one: Compatibility, other: Compatibility): string | undefined {
  if (one.protocol !== other.protocol) return `protocol ${other.protocol}, not ${one.protocol}`;
  if (one.mediasoup !== other.mediasoup) return `mediasoup ${other.mediasoup}, not ${one.mediasoup}`;
  const missing = one.codecs.filter((codec) => !other.codecs.includes(codec));
  const more = other.codecs.filter((codec) => !one.codecs.includes(codec));
  if (missing.length > 0) return `without ${missing.join(', ')}`;
  return more.length > 0 ? `with ${more.join(', ')} besides` : undefined;
}
