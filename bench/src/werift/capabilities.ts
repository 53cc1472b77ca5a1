import type { types } from 'mediasoup-client';

const AUDIO_LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const TRANSPORT_CC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';

const OPUS: types.RtpCodecCapability = {
  kind: 'audio',
  mimeType: 'audio/opus',
  preferredPayloadType: 111,
  clockRate: 48_000,
  channels: 2,
  parameters: { useinbandfec: 1, minptime: 10 },
};

const VP8: types.RtpCodecCapability = {
  kind: 'video',
  mimeType: 'video/VP8',
  preferredPayloadType: 96,
  clockRate: 90_000,
  rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }],
};

const RTX: types.RtpCodecCapability = {
  kind: 'video',
  mimeType: 'video/rtx',
  preferredPayloadType: 97,
  clockRate: 90_000,
  parameters: { apt: 96 },
};

/** What comes to a participant: everything in its view, only sound, or nothing. */
export type Receive = 'all' | 'audio' | 'none';

export const sendCapabilities = (): types.RtpCapabilities => ({
  codecs: [OPUS, VP8, RTX],
  headerExtensions: [{ kind: 'audio', uri: AUDIO_LEVEL, preferredId: 10, direction: 'sendrecv' }],
});

/**
 * Without transport-cc and REMB, so that the server does not hold back layers of which no bandwidth is told. With
 * `transportCc` it is asked for, and never answered.
 */
export function receiveCapabilities(receive: Receive, transportCc: boolean): types.RtpCapabilities {
  const codecs = { all: [OPUS, VP8, RTX], audio: [OPUS], none: [] }[receive];
  if (!transportCc) return { codecs, headerExtensions: [] };
  return {
    codecs: codecs.map((codec) => ({
      ...codec,
      rtcpFeedback: [...(codec.rtcpFeedback ?? []), { type: 'transport-cc' }],
    })),
    headerExtensions: (['audio', 'video'] as const).map((kind) => ({
      kind,
      uri: TRANSPORT_CC,
      preferredId: 5,
      direction: 'sendrecv',
    })),
  };
}

/** The id under which a packet says how loud it is. */
export const audioLevelId = (parameters: types.RtpParameters): number | undefined =>
  parameters.headerExtensions?.find(({ uri }) => uri === AUDIO_LEVEL)?.id;
