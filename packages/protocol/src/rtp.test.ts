import { describe, expect, it } from 'vitest';
import { DtlsParameters, RtpParameters } from './rtp.ts';

const sha256 = Array.from({ length: 32 }, () => 'AB').join(':');
const opus = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };

describe('parameters from clients', () => {
  it('INPUT-1: DTLS parameters with a whole fingerprint pass', () => {
    const parameters = { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: sha256 }] };
    expect(DtlsParameters.parse(parameters)).toEqual(parameters);
  });

  it.each([
    ['no fingerprint', { fingerprints: [] }],
    ['a short fingerprint', { fingerprints: [{ algorithm: 'sha-256', value: 'AB:CD' }] }],
    ['an unknown algorithm', { fingerprints: [{ algorithm: 'md5', value: sha256 }] }],
    ['no hex', { fingerprints: [{ algorithm: 'sha-256', value: sha256.replace('AB', 'XY') }] }],
    [
      'a hundred fingerprints',
      { fingerprints: Array.from({ length: 100 }, () => ({ algorithm: 'sha-256', value: sha256 })) },
    ],
    ['an unknown role', { role: 'boss', fingerprints: [{ algorithm: 'sha-256', value: sha256 }] }],
  ])('INPUT-1: DTLS parameters with %s are refused', (_, parameters) => {
    expect(DtlsParameters.safeParse(parameters).success).toBe(false);
  });

  it('INPUT-2: what mediasoup-client sends for Opus passes', () => {
    const parameters = {
      mid: '0',
      codecs: [opus],
      encodings: [{ ssrc: 1, dtx: true }],
      rtcp: { cname: 'x' },
    };
    expect(RtpParameters.parse(parameters)).toEqual(parameters);
  });

  it.each([
    ['no codec', { codecs: [] }],
    ['a codec without a type', { codecs: [{ ...opus, mimeType: 'opus' }] }],
    ['a payload type of 300', { codecs: [{ ...opus, payloadType: 300 }] }],
    ['nine encodings', { codecs: [opus], encodings: Array.from({ length: 9 }, (_, ssrc) => ({ ssrc })) }],
    ['an SSRC of 2^32', { codecs: [opus], encodings: [{ ssrc: 2 ** 32 }] }],
    ['a rid with spaces', { codecs: [opus], encodings: [{ rid: 'a b' }] }],
    ['a string', 'v=0'],
  ])('INPUT-2: RTP parameters with %s are refused', (_, parameters) => {
    expect(RtpParameters.safeParse(parameters).success).toBe(false);
  });
});
