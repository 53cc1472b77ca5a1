import { RtcpReceiverInfo, type RtcpSenderInfo, type RtpHeader } from 'werift';
import { parsePacket } from '../media/vp8.ts';
import { SequenceCounter } from './SequenceCounter.ts';

/** What came of one stream. */
export type ReceivedCounts = {
  readonly packets: number;
  readonly bytes: number;
  readonly frames: number;
  readonly keyFrames: number;
  /** Times that a packet did not follow the one before it, and packets that never came. */
  readonly sequenceBreaks: number;
  readonly lost: number;
  /** Frames, but key frames, whose picture id did not follow the newest one; one that comes late breaks nothing again. */
  readonly pictureBreaks: number;
  /** Of the layer that comes now, as its last key frame says. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** When the first and the last packet came (`performance.now()`); undefined: none did. */
  readonly firstAt: number | undefined;
  readonly lastAt: number | undefined;
  /** The longest time between two frames (video) or packets (audio) since counting began. */
  readonly largestGapMs: number;
};

const PICTURE_IDS = 0x8000;
const RTX_HEADER_BYTES = 2;

/** Counts what one consumer brings. */
export class StreamMeter {
  readonly kind: 'audio' | 'video';
  readonly #sequence = new SequenceCounter();
  #bytes = 0;
  #frames = 0;
  #keyFrames = 0;
  #pictureBreaks = 0;
  #size: { readonly width: number; readonly height: number } | undefined;
  #pictureId: number | undefined;
  #firstAt: number | undefined;
  #lastAt: number | undefined;
  #lastFrameAt: number | undefined;
  #largestGapMs = 0;
  #lastReport: { readonly ntpMiddle: number; readonly at: number } | undefined;
  #reported = { expected: 0, received: 0 };
  readonly #arrivals: number[] | undefined;

  constructor(kind: 'audio' | 'video', { keepArrivals = false }: { readonly keepArrivals?: boolean } = {}) {
    this.kind = kind;
    if (keepArrivals) this.#arrivals = [];
  }

  /** When each frame (video, from the first key frame on) or packet (audio) came; empty unless they are kept. */
  get arrivals(): readonly number[] {
    return this.#arrivals ?? [];
  }

  receive(header: RtpHeader, payload: Buffer): void {
    if (!this.#sequence.receive(header.sequenceNumber)) return;
    const now = performance.now();
    this.#firstAt ??= now;
    this.#lastAt = now;
    this.#bytes += payload.length;
    if (this.kind === 'audio') this.#onFrame(now);
    else this.#onVideo(payload, now);
  }

  /** A packet that was lost and comes again in a stream of its own, its sequence number before its payload. */
  receiveAgain(payload: Buffer): void {
    if (payload.length <= RTX_HEADER_BYTES) return;
    if (!this.#sequence.receive(payload.readUInt16BE(0))) return;
    this.#bytes += payload.length - RTX_HEADER_BYTES;
    if (this.kind === 'video') this.#onVideo(payload.subarray(RTX_HEADER_BYTES), performance.now());
  }

  /** Gaps are counted from here on; one that goes on counts in whole. */
  startCounting(): void {
    this.#largestGapMs = 0;
  }

  counts(): ReceivedCounts {
    return {
      packets: this.#sequence.received,
      bytes: this.#bytes,
      frames: this.#frames,
      keyFrames: this.#keyFrames,
      sequenceBreaks: this.#sequence.breaks,
      lost: this.#sequence.lost,
      pictureBreaks: this.#pictureBreaks,
      width: this.#size?.width,
      height: this.#size?.height,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      largestGapMs: this.#largestGapMs,
    };
  }

  onSenderReport({ ntpTimestamp }: RtcpSenderInfo): void {
    this.#lastReport = { ntpMiddle: Number((ntpTimestamp >> 16n) & 0xffff_ffffn), at: performance.now() };
  }

  /** For a receiver report (RFC 3550 §6.4.1). */
  receiverInfo(ssrc: number): RtcpReceiverInfo {
    const { expected, received, lost, highest } = this.#sequence;
    const since = {
      expected: expected - this.#reported.expected,
      received: received - this.#reported.received,
    };
    this.#reported = { expected, received };
    const lostSince = Math.max(0, since.expected - since.received);
    const report = this.#lastReport;
    return new RtcpReceiverInfo({
      ssrc,
      fractionLost: since.expected === 0 ? 0 : Math.floor((lostSince * 255) / since.expected),
      packetsLost: lost,
      highestSequence: highest % 0x1_0000_0000,
      jitter: 0,
      lsr: report?.ntpMiddle ?? 0,
      dlsr: report === undefined ? 0 : Math.round(((performance.now() - report.at) * 0x1_0000) / 1000),
    });
  }

  #onVideo(payload: Buffer, now: number): void {
    const packet = parsePacket(payload);
    if (packet?.start !== true) return;
    const { pictureId, keyFrame } = packet;
    if (pictureId !== undefined) this.#onPicture(pictureId, keyFrame !== undefined);
    if (keyFrame !== undefined) {
      this.#keyFrames += 1;
      this.#size = keyFrame;
    }
    this.#onFrame(now);
  }

  /** A key frame needs none before it: an encoder that begins anew may leave some out, and nobody sees it. */
  #onPicture(pictureId: number, isKeyFrame: boolean): void {
    const newest = this.#pictureId ?? pictureId - 1;
    const ahead = (pictureId - newest + PICTURE_IDS) % PICTURE_IDS;
    // Sent again, or overtaken: the break was counted when the one after it came.
    if (ahead === 0 || ahead > PICTURE_IDS / 2) return;
    if (ahead > 1 && !isKeyFrame) this.#pictureBreaks += 1;
    this.#pictureId = pictureId;
  }

  #onFrame(now: number): void {
    this.#frames += 1;
    // What comes before the first key frame cannot be shown.
    if (this.kind === 'audio' || this.#keyFrames > 0) this.#arrivals?.push(now);
    if (this.#lastFrameAt !== undefined) {
      this.#largestGapMs = Math.max(this.#largestGapMs, now - this.#lastFrameAt);
    }
    this.#lastFrameAt = now;
  }
}
