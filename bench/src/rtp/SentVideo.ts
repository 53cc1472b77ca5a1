import type { RtcpSrPacket } from 'werift';
import type { Picture } from '../media/pictures.ts';
import { packetize } from '../media/vp8.ts';
import { clockMs } from './clock.ts';
import type { RtpPort } from './RtpPort.ts';
import type { SentEncoding } from './SentEncoding.ts';
import { isLive, type SentLayerReport, type SentMedia } from './SentMedia.ts';
import { Ticker } from './Ticker.ts';

/** After so many mediasoup knows how far the sender's clock is from its own. */
const REPORTS_TO_KNOW_TIME = 3;

/** What an encoder makes of `L1T3`: the temporal layers of its frames in turn, and of each layer's frame how much of its bits. */
const TEMPORAL_LAYERS = [0, 2, 1, 2] as const;
const SHARE_OF_FRAME = [1.6, 0.8, 0.8] as const;

/** What an encoder may spend on a layer. */
export type SentLimits = {
  readonly maxBitrate?: number | undefined;
  readonly maxFramerate?: number | undefined;
};

export type SentVideoOptions = {
  readonly port: RtpPort;
  /** Low to high. */
  readonly layers: readonly {
    readonly encoding: SentEncoding;
    readonly picture: Picture;
    readonly limits: SentLimits;
  }[];
  readonly fps: number;
  /** As of a lively picture: the lowest layer has the bits that it may have, and each has three temporal layers. */
  readonly fills: boolean;
  readonly track: MediaStreamTrack;
};

type Layer = {
  readonly encoding: SentEncoding;
  readonly picture: Picture;
  limits: SentLimits;
  pictureId: number;
  tl0PicIdx: number;
  /** Since the last key frame. */
  turn: number;
  lastCaptureMs: number;
  /** The next frame has to be one, since nothing came before it. */
  needsKeyFrame: boolean;
  frames: number;
  keyFrames: number;
  keyFramesAsked: number;
};

/** Ready-made VP8 in simulcast layers, as an encoder would send it: all layers of one capture have its time. */
export class SentVideo implements SentMedia {
  readonly #port: RtpPort;
  readonly #layers: readonly Layer[];
  readonly #ticker: Ticker;
  readonly #fps: number;
  readonly #fills: boolean;
  #track: MediaStreamTrack | null;
  #maxSpatialLayer: number;

  constructor({ port, layers, fps, fills, track }: SentVideoOptions) {
    this.#fps = fps;
    this.#fills = fills;
    this.#port = port;
    this.#track = track;
    this.#maxSpatialLayer = layers.length - 1;
    this.#layers = layers.map((layer) => ({
      ...layer,
      pictureId: Math.floor(Math.random() * 0x8000),
      tl0PicIdx: Math.floor(Math.random() * 0x100),
      turn: 0,
      lastCaptureMs: 0,
      needsKeyFrame: true,
      frames: 0,
      keyFrames: 0,
      keyFramesAsked: 0,
    }));
    this.#ticker = new Ticker(1000 / fps, (dueMs) => this.#capture(dueMs));
  }

  setTrack(track: MediaStreamTrack | null): void {
    this.#track = track;
    for (const layer of this.#layers) layer.needsKeyFrame = true;
  }

  setMaxSpatialLayer(spatialLayer: number): void {
    for (const layer of this.#layers.slice(spatialLayer + 1)) layer.needsKeyFrame = true;
    this.#maxSpatialLayer = spatialLayer;
  }

  get limits(): readonly SentLimits[] {
    return this.#layers.map(({ limits }) => limits);
  }

  setLimits(limits: readonly SentLimits[]): void {
    for (const [index, layer] of this.#layers.entries()) layer.limits = limits[index] ?? layer.limits;
  }

  onKeyFrameRequest(ssrc: number): void {
    const layer = this.#layerOf(ssrc);
    if (layer === undefined) return;
    layer.keyFramesAsked += 1;
    layer.needsKeyFrame = true;
    // At once: at five frames per second the next one would be long to wait for.
    if (layer.frames > 0 && this.#active.includes(layer)) this.#sendFrame(layer, clockMs());
  }

  onNack(ssrc: number, sequenceNumbers: readonly number[]): void {
    this.#layerOf(ssrc)?.encoding.resend(sequenceNumbers);
  }

  lose(packets: number): void {
    for (const { encoding } of this.#active) encoding.toLose += packets;
  }

  senderReports(): readonly RtcpSrPacket[] {
    const begun = this.#active.filter(({ encoding }) => encoding.packets > 0);
    return begun.map(({ encoding }) => encoding.senderReport());
  }

  report(): readonly SentLayerReport[] {
    return this.#layers.map(({ encoding, picture, frames, keyFrames, keyFramesAsked }, index) => ({
      width: picture.width,
      height: picture.height,
      active: index <= this.#maxSpatialLayer,
      packets: encoding.packets,
      bytes: encoding.bytes,
      frames,
      keyFrames,
      keyFramesAsked,
      resent: encoding.resent,
    }));
  }

  close(): void {
    this.#ticker.stop();
  }

  get #active(): readonly Layer[] {
    return this.#port.connected && isLive(this.#track)
      ? this.#layers.slice(0, this.#maxSpatialLayer + 1)
      : [];
  }

  #layerOf(ssrc: number): Layer | undefined {
    return this.#layers.find(({ encoding }) => encoding.ssrc === ssrc);
  }

  #capture(dueMs: number): void {
    const active = this.#active;
    const begun = active.filter(({ frames }) => frames === 0);
    for (const layer of active) if (this.#isDue(layer, dueMs)) this.#sendFrame(layer, dueMs);
    if (begun.length > 0) this.#tellTime(begun, dueMs);
  }

  /** A layer that may have fewer frames than are captured leaves some out. */
  #isDue(layer: Layer, dueMs: number): boolean {
    const { maxFramerate = this.#fps } = layer.limits;
    if (maxFramerate >= this.#fps) return true;
    return dueMs - layer.lastCaptureMs > 1000 / maxFramerate - 500 / this.#fps;
  }

  /** What follows the coded picture no decoder reads. */
  #filled(layer: Layer, frame: Buffer, temporalLayer: number): Buffer {
    const { maxBitrate, maxFramerate = this.#fps } = layer.limits;
    if (!this.#fills || layer !== this.#layers[0] || maxBitrate === undefined) return frame;
    const share = SHARE_OF_FRAME[temporalLayer] ?? 1;
    const bytes = Math.floor((share * maxBitrate) / 8 / Math.min(maxFramerate, this.#fps));
    return frame.length >= bytes ? frame : Buffer.concat([frame], bytes);
  }

  /**
   * mediasoup switches to a layer when it knows its time: by some sender reports, one of that layer, and a frame after them.
   * It looks for a better layer when the first report of one comes, or the first of the lowest after its time is known: that
   * one comes last here, so that no viewer waits for a layer which nobody looks for again.
   */
  #tellTime(begun: readonly Layer[], dueMs: number): void {
    const highestFirst = begun.toReversed();
    for (let count = 1; count < REPORTS_TO_KNOW_TIME; count += 1) this.#report(highestFirst[0]);
    for (const layer of highestFirst) {
      this.#report(layer);
      this.#sendFrame(layer, dueMs);
    }
    this.#report(begun[0]);
  }

  #report(layer: Layer | undefined): void {
    if (layer !== undefined) this.#port.sendRtcp([layer.encoding.senderReport()]);
  }

  #sendFrame(layer: Layer, dueMs: number): void {
    // A frame that is late may be due before a key frame that was asked for meanwhile: time goes on all the same.
    const captureMs = Math.max(dueMs, layer.lastCaptureMs + 1);
    layer.lastCaptureMs = captureMs;
    const { encoding, picture, needsKeyFrame, pictureId } = layer;
    layer.needsKeyFrame = false;
    layer.pictureId = (pictureId + 1) & 0x7fff;
    layer.turn = needsKeyFrame ? 0 : layer.turn + 1;
    const temporalLayer = this.#fills ? (TEMPORAL_LAYERS[layer.turn % TEMPORAL_LAYERS.length] ?? 0) : 0;
    if (temporalLayer === 0) layer.tl0PicIdx = (layer.tl0PicIdx + 1) & 0xff;
    layer.frames += 1;
    if (needsKeyFrame) layer.keyFrames += 1;
    const frame = this.#filled(layer, needsKeyFrame ? picture.keyFrame : picture.nextFrame, temporalLayer);
    const payloads = packetize(frame, { pictureId, tl0PicIdx: layer.tl0PicIdx, temporalLayer });
    for (const [index, payload] of payloads.entries()) {
      encoding.send({ payload, captureMs, marker: index === payloads.length - 1 });
    }
  }
}
