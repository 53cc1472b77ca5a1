import { AppError, DtlsParameters, type IceCandidate } from '@convene/protocol';
import type { OpenCheckOutput } from '@convene/protocol/check';

/** The DTLS parameters that an offer names: the browser begins the handshake. @throws AppError unsupportedBrowser */
export function dtlsOfOffer(sdp: string): DtlsParameters {
  const [, algorithm = '', value] = /^a=fingerprint:(\S+) (\S+)/m.exec(sdp) ?? [];
  const parsed = DtlsParameters.safeParse({
    role: 'client',
    fingerprints: [{ algorithm: algorithm.toLowerCase(), value }],
  });
  if (!parsed.success) throw AppError.of('unsupportedBrowser', {}, parsed.error);
  return parsed.data;
}

/** What the server's end of a check would have answered, if it spoke SDP: one section with the data channels. */
export function answerSdp({
  iceParameters,
  iceCandidates,
  dtlsParameters,
  sctpParameters,
}: OpenCheckOutput): string {
  const fingerprint = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=ice-lite',
    'a=group:BUNDLE 0',
    'm=application 7 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 127.0.0.1',
    'a=mid:0',
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=fingerprint:${fingerprint?.algorithm ?? ''} ${fingerprint?.value ?? ''}`,
    'a=setup:passive',
    ...iceCandidates.map(candidateLine),
    'a=end-of-candidates',
    `a=sctp-port:${sctpParameters.port}`,
    `a=max-message-size:${sctpParameters.maxMessageSize ?? sctpParameters.maxReceiveMessageSize}`,
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function candidateLine({ foundation, protocol, priority, address, port, type, tcpType }: IceCandidate) {
  const kind = protocol === 'tcp' ? ` tcptype ${tcpType ?? 'passive'}` : '';
  return `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ ${type}${kind}`;
}
