import { type Extension, RtcpSenderInfo, RtcpSrPacket, RtpHeader } from 'werift';
import { clockMs, ntpTime, rtpTime } from './clock.ts';
import type { RtpPort } from './RtpPort.ts';

/** Packets that can be sent again: more than a second of the largest layer. */
const KEPT_PACKETS = 256;
const ONE_BYTE_PROFILE = 0xbede;

export type SentEncodingOptions = {
  readonly port: RtpPort;
  readonly ssrc: number;
  readonly payloadType: number;
  readonly clockRate: number;
  /** Lost packets are sent again in a stream of their own (RFC 4588). */
  readonly rtx?: { readonly ssrc: number; readonly payloadType: number } | undefined;
};

export type SentPacket = {
  readonly payload: Buffer;
  readonly captureMs: number;
  readonly marker: boolean;
  readonly extensions?: readonly Extension[];
};

type Kept = { readonly header: RtpHeader; readonly payload: Buffer };

/** One RTP stream that is sent, and the one in which its lost packets are sent again. */
export class SentEncoding {
  readonly #options: SentEncodingOptions;
  /** Random, so that it may run over at any time; small enough that it does so late. */
  #sequence = Math.floor(Math.random() * 0x8000);
  #rtxSequence = Math.floor(Math.random() * 0x8000);
  readonly #kept = new Map<number, Kept>();
  packets = 0;
  bytes = 0;
  resent = 0;
  /** Packets that shall be lost on their way: they are counted and kept, not sent. */
  toLose = 0;

  constructor(options: SentEncodingOptions) {
    this.#options = options;
  }

  get ssrc(): number {
    return this.#options.ssrc;
  }

  send({ payload, captureMs, marker, extensions = [] }: SentPacket): void {
    const { port, ssrc, payloadType, clockRate } = this.#options;
    const sequenceNumber = this.#sequence;
    this.#sequence = (sequenceNumber + 1) & 0xffff;
    const header = new RtpHeader({
      ssrc,
      payloadType,
      sequenceNumber,
      timestamp: rtpTime(captureMs, clockRate),
      marker,
      extension: extensions.length > 0,
      extensionProfile: ONE_BYTE_PROFILE,
      extensions: [...extensions],
    });
    this.packets += 1;
    this.bytes += payload.length;
    if (this.#options.rtx !== undefined) this.#keep(sequenceNumber, { header, payload });
    if (this.toLose > 0) this.toLose -= 1;
    else port.sendRtp(header, payload);
  }

  /** The receiver misses these. */
  resend(sequenceNumbers: readonly number[]): void {
    const { port, rtx } = this.#options;
    if (rtx === undefined) return;
    for (const sequenceNumber of sequenceNumbers) {
      const kept = this.#kept.get(sequenceNumber);
      if (kept === undefined) continue;
      const original = Buffer.alloc(2);
      original.writeUInt16BE(sequenceNumber);
      const { timestamp, marker } = kept.header;
      const header = new RtpHeader({
        ssrc: rtx.ssrc,
        payloadType: rtx.payloadType,
        sequenceNumber: this.#rtxSequence,
        timestamp,
        marker,
      });
      this.#rtxSequence = (this.#rtxSequence + 1) & 0xffff;
      port.sendRtp(header, Buffer.concat([original, kept.payload]));
      this.resent += 1;
    }
  }

  /** Ties this stream's timestamps to the common clock: without it mediasoup does not switch between layers. */
  senderReport(): RtcpSrPacket {
    const now = clockMs();
    return new RtcpSrPacket({
      ssrc: this.#options.ssrc,
      senderInfo: new RtcpSenderInfo({
        ntpTimestamp: ntpTime(now),
        rtpTimestamp: rtpTime(now, this.#options.clockRate),
        packetCount: this.packets,
        octetCount: this.bytes % 0x1_0000_0000,
      }),
    });
  }

  #keep(sequenceNumber: number, kept: Kept): void {
    this.#kept.set(sequenceNumber, kept);
    if (this.#kept.size <= KEPT_PACKETS) return;
    const [oldest = 0] = this.#kept.keys();
    this.#kept.delete(oldest);
  }
}
