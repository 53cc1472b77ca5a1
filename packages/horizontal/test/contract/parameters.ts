import type { types } from 'mediasoup';

export const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

export const loopback: types.TransportListenInfo = { protocol: 'udp', ip: '127.0.0.1' };

const OPUS = 100;
const VP8 = 101;

export const audio = (ssrc = 1111): types.RtpParameters => ({
  codecs: [{ mimeType: 'audio/opus', payloadType: OPUS, clockRate: 48_000, channels: 2 }],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 }],
  encodings: [{ ssrc }],
  rtcp: { cname: 'contract' },
});

/** Three layers, as simulcast. */
export const video = (): types.RtpParameters => ({
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: VP8,
      clockRate: 90_000,
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    },
  ],
  encodings: [2221, 2222, 2223].map((ssrc) => ({ ssrc, scalabilityMode: 'L1T3' })),
  rtcp: { cname: 'contract' },
});

/** A fingerprint as a browser has one. */
export const dtlsParameters: types.DtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};

const DIGITS = Buffer.from('one contract on every host');

export function opusPacket(number: number, { ssrc = 1111, level = 10 } = {}): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x90, 0);
  header.writeUInt8(OPUS, 1);
  header.writeUInt16BE(number & 0xffff, 2);
  header.writeUInt32BE((number * 960) >>> 0, 4);
  header.writeUInt32BE(ssrc, 8);
  // RFC 8285, one byte headers: audio level under id 10.
  header.writeUInt16BE(0xbede, 12);
  header.writeUInt16BE(1, 14);
  header.writeUInt8((10 << 4) | 0, 16);
  header.writeUInt8(0x80 | level, 17);
  return Buffer.concat([header, DIGITS]);
}

export const isOurs = (packet: Buffer): boolean => packet.includes(DIGITS);
