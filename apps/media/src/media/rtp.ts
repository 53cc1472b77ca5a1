import type { RtpCapabilities, RtpParameters } from '@convene/protocol';
import type { types } from 'mediasoup';

/**
 * Parsed parameters as mediasoup's types. They differ in words only: mediasoup lists the header extensions that it
 * knows as literals (it skips others), and requires `preferredPayloadType`, which it then never reads from clients.
 */
export const toMediasoup = (capabilities: RtpCapabilities): types.RtpCapabilities =>
  capabilities as types.RtpCapabilities;

/**
 * Of simulcast without what each layer may cost at most: mediasoup would look for room for the highest in each of its consumers,
 * also for a tile that the lowest is enough for, by empty packets that cost a viewer of many half as much again as their
 * pictures. So it goes by what is sent.
 */
export function toMediasoupParameters(parameters: RtpParameters): types.RtpParameters {
  const { encodings = [] } = parameters;
  const known = encodings.length > 1 ? { ...parameters, encodings: encodings.map(withoutLimit) } : parameters;
  return known as types.RtpParameters;
}

function withoutLimit(encoding: NonNullable<RtpParameters['encodings']>[number]): typeof encoding {
  const free = { ...encoding };
  delete free.maxBitrate;
  return free;
}
