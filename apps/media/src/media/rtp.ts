import type { RtpCapabilities, RtpParameters } from '@convene/protocol';
import type { types } from 'mediasoup';

/**
 * Parsed parameters as mediasoup's types. They differ in words only: mediasoup lists the header extensions that it
 * knows as literals (it skips others), and requires `preferredPayloadType`, which it then never reads from clients.
 */
export const toMediasoup = (capabilities: RtpCapabilities): types.RtpCapabilities =>
  capabilities as types.RtpCapabilities;

export const toMediasoupParameters = (parameters: RtpParameters): types.RtpParameters =>
  parameters as types.RtpParameters;
