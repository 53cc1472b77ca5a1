import type { Extension, RtcpSrPacket } from 'werift';
import type { OpusPacket } from '../media/opus.ts';
import type { RtpPort } from './RtpPort.ts';
import type { SentEncoding } from './SentEncoding.ts';
import { isLive, type SentLayerReport, type SentMedia } from './SentMedia.ts';
import { Ticker } from './Ticker.ts';

export type SentAudioOptions = {
  readonly port: RtpPort;
  readonly encoding: SentEncoding;
  readonly packet: OpusPacket;
  readonly packetMs: number;
  readonly track: MediaStreamTrack;
  /** How loud each packet says it is (RFC 6464): asked for each, since people begin and stop to speak. */
  readonly level?: { readonly extensionId: number; readonly read: () => number } | undefined;
};

/** The same Opus packet over and over. */
export class SentAudio implements SentMedia {
  readonly #options: SentAudioOptions;
  readonly #ticker: Ticker;
  #track: MediaStreamTrack | null;

  constructor(options: SentAudioOptions) {
    this.#options = options;
    this.#track = options.track;
    this.#ticker = new Ticker(options.packetMs, (dueMs) => this.#send(dueMs));
  }

  setTrack(track: MediaStreamTrack | null): void {
    this.#track = track;
  }

  setMaxSpatialLayer(): void {
    // There is one.
  }

  onKeyFrameRequest(): void {
    // Sound has no key frames.
  }

  onNack(ssrc: number, sequenceNumbers: readonly number[]): void {
    const { encoding } = this.#options;
    if (encoding.ssrc === ssrc) encoding.resend(sequenceNumbers);
  }

  lose(packets: number): void {
    this.#options.encoding.toLose += packets;
  }

  senderReports(): readonly RtcpSrPacket[] {
    const { encoding } = this.#options;
    return encoding.packets === 0 ? [] : [encoding.senderReport()];
  }

  report(): readonly SentLayerReport[] {
    const { packets, bytes, resent } = this.#options.encoding;
    return [
      {
        width: undefined,
        height: undefined,
        active: true,
        packets,
        bytes,
        frames: packets,
        keyFrames: 0,
        keyFramesAsked: 0,
        resent,
      },
    ];
  }

  close(): void {
    this.#ticker.stop();
  }

  #send(captureMs: number): void {
    const { port, encoding, packet } = this.#options;
    if (!port.connected || !isLive(this.#track)) return;
    const isFirst = encoding.packets === 0;
    encoding.send({ payload: packet.payload, captureMs, marker: isFirst, extensions: this.#extensions() });
    if (isFirst) port.sendRtcp([encoding.senderReport()]);
  }

  #extensions(): Extension[] {
    const { level } = this.#options;
    if (level === undefined) return [];
    const below = level.read();
    const voice = below < 127 ? 0x80 : 0;
    return [{ id: level.extensionId, payload: Buffer.from([voice | below]) }];
  }
}
