import type { RtpParameters } from '@convene/protocol';

let nextSsrc = 100_000;

/** What a browser would send for a microphone. */
export function audioParameters(mid = '0'): RtpParameters {
  return {
    mid,
    codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
    encodings: [{ ssrc: nextSsrc++ }],
    rtcp: { cname: 'test', reducedSize: true },
  };
}

/** What a browser would send for a camera: VP8, one layer or three. */
export function videoParameters(mid = '1', layers: 1 | 3 = 1): RtpParameters {
  const encodings =
    layers === 1
      ? [{ ssrc: nextSsrc++ }]
      : ['l', 'm', 'h'].map((rid) => ({ rid, scalabilityMode: 'L1T3', active: true }));
  return {
    mid,
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType: 96,
        clockRate: 90_000,
        rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
      },
    ],
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 },
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', id: 2 },
    ],
    encodings,
    rtcp: { cname: 'test', reducedSize: true },
  };
}
