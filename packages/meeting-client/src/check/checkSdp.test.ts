import { describe, expect, it } from 'vitest';
import { answerSdp, dtlsOfOffer } from './checkSdp.ts';

const value = Array.from({ length: 32 }, () => 'AB').join(':');

describe('the SDP of a connection check', () => {
  it('LINE-1: the offer’s fingerprint is what the server is told; an offer without one is refused', () => {
    expect(dtlsOfOffer(`v=0\r\na=fingerprint:SHA-256 ${value}\r\n`)).toEqual({
      role: 'client',
      fingerprints: [{ algorithm: 'sha-256', value }],
    });
    expect(() => dtlsOfOffer('v=0\r\n')).toThrow('unsupportedBrowser');
  });

  it('LINE-1: the answer has the server’s parameters, and its candidates with their protocol', () => {
    const candidate = { foundation: 'f', priority: 1, address: '192.0.2.1', ip: '192.0.2.1', port: 10_000 };
    const sdp = answerSdp({
      iceParameters: { usernameFragment: 'user', password: 'secret', iceLite: true },
      iceCandidates: [
        { ...candidate, protocol: 'udp', type: 'host' },
        { ...candidate, protocol: 'tcp', type: 'host', tcpType: 'passive' },
      ],
      dtlsParameters: {
        role: 'auto',
        fingerprints: [
          { algorithm: 'sha-1', value: 'CD' },
          { algorithm: 'sha-256', value },
        ],
      },
      sctpParameters: { port: 5000, maxSendMessageSize: 262_144, maxReceiveMessageSize: 262_144 },
    });
    expect(sdp.split('\r\n')).toEqual(
      expect.arrayContaining([
        'a=ice-ufrag:user',
        'a=ice-pwd:secret',
        `a=fingerprint:sha-256 ${value}`,
        'a=setup:passive',
        'a=candidate:f 1 udp 1 192.0.2.1 10000 typ host',
        'a=candidate:f 1 tcp 1 192.0.2.1 10000 typ host tcptype passive',
        'a=sctp-port:5000',
        'a=max-message-size:262144',
      ]),
    );
  });
});
