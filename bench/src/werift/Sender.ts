import type { types } from 'mediasoup-client';
import type {
  HandlerOptions,
  HandlerSendOptions,
  HandlerSendResult,
} from 'mediasoup-client/handlers/HandlerInterface';
import * as ortc from 'mediasoup-client/ortc';
import {
  GenericNack,
  PictureLossIndication,
  RtcpPayloadSpecificFeedback,
  type RtcpPacket,
  RtcpTransportLayerFeedback,
} from 'werift';
import { opusPacket } from '../media/opus.ts';
import { pictureOf } from '../media/pictures.ts';
import type { RtpPort } from '../rtp/RtpPort.ts';
import { SentAudio } from '../rtp/SentAudio.ts';
import { SentEncoding } from '../rtp/SentEncoding.ts';
import type { SentMedia } from '../rtp/SentMedia.ts';
import { SentVideo } from '../rtp/SentVideo.ts';
import { audioLevelId, sendCapabilities } from './capabilities.ts';
import type { HeadlessMedia } from './HeadlessMedia.ts';

const SENDER_REPORT_MS = 1000;
const TOP_HEIGHT = 720;
const RTX = /\/rtx$/i;

type Options = {
  readonly media: HeadlessMedia;
  readonly capabilities: HandlerOptions['getSendExtendedRtpCapabilities'];
};

type Sent = { readonly label: string; readonly media: SentMedia };

/** Everything that is sent on one transport. */
export class Sender {
  readonly #options: Options;
  readonly #sent = new Map<string, Sent>();
  readonly #cname = crypto.randomUUID();
  #nextId = 0;
  #reports: NodeJS.Timeout | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  add({ track, streamId, encodings, codec }: HandlerSendOptions, port: RtpPort): HandlerSendResult {
    const localId = String(this.#nextId++);
    const kind = track.kind === 'audio' ? 'audio' : 'video';
    const rtpParameters = this.#parameters(kind, encodings ?? [{}], codec);
    rtpParameters.mid = localId;
    rtpParameters.msid = `${streamId ?? '-'} ${track.id}`;
    const media =
      kind === 'audio' ? this.#audio(track, rtpParameters, port) : this.#video(track, rtpParameters, port);
    const sent = { label: track.label, media };
    this.#sent.set(localId, sent);
    this.#options.media.addSent(sent.label, media);
    this.#reports ??= setInterval(() => this.#sendReports(port), SENDER_REPORT_MS);
    return { localId, rtpParameters, ...(media instanceof SentVideo && { rtpSender: rtpSenderOf(media) }) };
  }

  /** @throws an Error when it is not sent (any more) */
  require(localId: string): SentMedia {
    const sent = this.#sent.get(localId);
    if (sent === undefined) throw new Error('not sent');
    return sent.media;
  }

  remove(localId: string): void {
    const sent = this.#sent.get(localId);
    if (sent === undefined) return;
    this.#sent.delete(localId);
    sent.media.close();
    this.#options.media.removeSent(sent.label, sent.media);
  }

  onRtcp(packet: RtcpPacket): void {
    const { feedback } = feedbackOf(packet) ?? {};
    for (const { media } of this.#sent.values()) {
      if (feedback instanceof PictureLossIndication) media.onKeyFrameRequest(feedback.mediaSsrc);
      // werift does not export the class.
      if (feedback !== undefined && 'fir' in feedback) {
        for (const { ssrc } of feedback.fir) media.onKeyFrameRequest(ssrc);
      }
      if (feedback instanceof GenericNack) media.onNack(feedback.mediaSourceSsrc, feedback.lost);
    }
  }

  close(): void {
    clearInterval(this.#reports);
    for (const localId of [...this.#sent.keys()]) this.remove(localId);
  }

  #sendReports(port: RtpPort): void {
    port.sendRtcp([...this.#sent.values()].flatMap(({ media }) => media.senderReports()));
  }

  /** Every encoding has its SSRC: nothing in the packets needs to say whose they are. */
  #parameters(
    kind: types.MediaKind,
    encodings: readonly types.RtpEncodingParameters[],
    codec: types.RtpCodecCapability | undefined,
  ): types.RtpParameters {
    const parameters = ortc.getSendingRtpParameters(kind, this.#options.capabilities(sendCapabilities()));
    parameters.codecs = ortc.reduceCodecs(parameters.codecs, codec);
    const hasRtx = parameters.codecs.some(({ mimeType }) => RTX.test(mimeType));
    // Ready-made pictures have no temporal layers, unless they stand for an encoder's.
    const { fills } = this.#options.media.options;
    parameters.encodings = encodings.map((encoding) => ({
      ...encoding,
      ...(encoding.scalabilityMode !== undefined && !fills && { scalabilityMode: 'L1T1' }),
      ssrc: randomSsrc(),
      ...(hasRtx && { rtx: { ssrc: randomSsrc() } }),
    }));
    parameters.rtcp = { cname: this.#cname, reducedSize: true, mux: true };
    return parameters;
  }

  #audio(track: MediaStreamTrack, parameters: types.RtpParameters, port: RtpPort): SentMedia {
    const { media } = this.#options;
    const [encoding] = encodingsOf(parameters, port);
    if (encoding === undefined) throw new Error('no encoding');
    const { opusFrameMs } = media.options;
    const extensionId = audioLevelId(parameters);
    return new SentAudio({
      port,
      encoding,
      track,
      packet: opusPacket(opusFrameMs),
      packetMs: opusFrameMs,
      level: extensionId === undefined ? undefined : { extensionId, read: () => media.audioLevel },
    });
  }

  #video(track: MediaStreamTrack, parameters: types.RtpParameters, port: RtpPort): SentMedia {
    const { height = TOP_HEIGHT } = track.getSettings();
    const { fps, fills, picture = (_label, lines) => pictureOf(lines) } = this.#options.media.options;
    const layers = encodingsOf(parameters, port).map((encoding, index) => {
      const smaller = parameters.encodings?.[index]?.scaleResolutionDownBy ?? 1;
      const { maxBitrate, maxFramerate } = parameters.encodings?.[index] ?? {};
      const limits = { maxBitrate, maxFramerate };
      return { encoding, picture: picture(track.label, height / smaller), limits };
    });
    return new SentVideo({ port, layers, fps, fills, track });
  }
}

/** What of the browser's sender limits are set on. */
function rtpSenderOf(media: SentVideo): RTCRtpSender {
  const sender: Pick<RTCRtpSender, 'getParameters' | 'setParameters'> = {
    getParameters: () => ({
      transactionId: '',
      codecs: [],
      headerExtensions: [],
      rtcp: {},
      encodings: media.limits.map((limits) => ({ ...limits })),
    }),
    setParameters: async ({ encodings }) => media.setLimits(encodings),
  };
  // It has all of the browser's class that the client uses.
  return sender as RTCRtpSender;
}

function encodingsOf({ codecs, encodings = [] }: types.RtpParameters, port: RtpPort): SentEncoding[] {
  const codec = codecs.find(({ mimeType }) => !RTX.test(mimeType));
  const rtxCodec = codecs.find(({ mimeType }) => RTX.test(mimeType));
  if (codec === undefined) throw new Error('no codec');
  const { payloadType, clockRate } = codec;
  return encodings.map(({ ssrc = 0, rtx }) => {
    const again = rtx && rtxCodec && { ssrc: rtx.ssrc, payloadType: rtxCodec.payloadType };
    return new SentEncoding({ port, ssrc, payloadType, clockRate, rtx: again });
  });
}

function feedbackOf(
  packet: RtcpPacket,
): RtcpPayloadSpecificFeedback | RtcpTransportLayerFeedback | undefined {
  const isFeedback =
    packet instanceof RtcpPayloadSpecificFeedback || packet instanceof RtcpTransportLayerFeedback;
  return isFeedback ? packet : undefined;
}

/** Two of one transport are the same once in ten million participants. */
const randomSsrc = (): number => 1 + Math.floor(Math.random() * 0xffff_fffe);
