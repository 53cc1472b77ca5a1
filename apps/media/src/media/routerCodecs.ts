import { RtpCapabilities } from '@convene/protocol';
import { ortc, type types } from 'mediasoup';

/** What every router speaks (001-4, 004-14); the same on all, so that a client's capabilities fit every server. */
export const routerCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    // Constrained baseline: the one that every browser encodes and decodes.
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
  { kind: 'video', mimeType: 'video/AV1', clockRate: 90_000 },
];

/** What a client may use on any of our routers, known before there is one. */
export const routerRtpCapabilities = RtpCapabilities.parse(ortc.generateRouterRtpCapabilities(routerCodecs));
