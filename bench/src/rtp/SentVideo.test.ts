import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { type RtcpPacket, RtcpSrPacket, type RtpHeader } from 'werift';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pictureOf } from '../media/pictures.ts';
import { parsePacket } from '../media/vp8.ts';
import type { RtpPort } from './RtpPort.ts';
import { SentEncoding } from './SentEncoding.ts';
import { SentVideo } from './SentVideo.ts';

class FakePort implements RtpPort {
  connected = true;
  readonly rtp: { readonly header: RtpHeader; readonly payload: Buffer }[] = [];
  readonly rtcp: RtcpPacket[] = [];

  sendRtp(header: RtpHeader, payload: Buffer): void {
    this.rtp.push({ header, payload });
  }
  sendRtcp(packets: readonly RtcpPacket[]): void {
    this.rtcp.push(...packets);
  }
}

const FRAME_MS = 200;
const SSRCS = [11, 12, 13];

describe('SentVideo', () => {
  let port: FakePort;
  let video: SentVideo;
  const track = new FakeMediaStreamTrack({ kind: 'video' });

  beforeEach(() => {
    vi.useFakeTimers();
    // The first frame comes half a frame's time from now: each step of that time has one.
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    port = new FakePort();
    const layers = [180, 360, 720].map((height, index) => ({
      picture: pictureOf(height),
      limits: {},
      encoding: new SentEncoding({
        port,
        ssrc: SSRCS[index]!,
        payloadType: 96,
        clockRate: 90_000,
        rtx: { ssrc: 100 + SSRCS[index]!, payloadType: 97 },
      }),
    }));
    video = new SentVideo({ port, layers, fps: 1000 / FRAME_MS, fills: true, track });
  });
  afterEach(() => {
    video.close();
    vi.useRealTimers();
    vi.mocked(Math.random).mockRestore();
  });

  /** The first packets of the frames that were sent since the last call, by SSRC. */
  const take = () => {
    const firsts = port.rtp.splice(0).flatMap(({ header, payload }) => {
      const packet = parsePacket(payload);
      return packet?.start === true ? [{ ssrc: header.ssrc, timestamp: header.timestamp, ...packet }] : [];
    });
    return firsts;
  };

  it('LOAD-1: begins with key frames, goes on without, and numbers all frames of a layer', () => {
    vi.advanceTimersByTime(FRAME_MS);
    expect(take().map(({ ssrc, keyFrame }) => [ssrc, keyFrame?.height])).toEqual([
      [11, 180],
      [12, 360],
      [13, 720],
      [13, undefined],
      [12, undefined],
      [11, undefined],
    ]);
    vi.advanceTimersByTime(3 * FRAME_MS);
    const frames = take();
    expect(frames).toHaveLength(9);
    expect(frames.every(({ keyFrame }) => keyFrame === undefined)).toBe(true);
    const ids = frames.filter(({ ssrc }) => ssrc === 11).map(({ pictureId = 0 }) => pictureId);
    expect(ids.map((id) => (id - ids[0]!) & 0x7fff)).toEqual([0, 1, 2]);
  });

  it('LOAD-2: layers of one capture have one time, and each tells the clock when it begins', () => {
    vi.advanceTimersByTime(FRAME_MS);
    take();
    vi.advanceTimersByTime(FRAME_MS);
    const frames = take();
    expect(frames).toHaveLength(3);
    expect(new Set(frames.map(({ timestamp }) => timestamp)).size).toBe(1);
    const reports = port.rtcp.filter((packet) => packet instanceof RtcpSrPacket);
    // Of the lowest once more when the time of all is known: that is when mediasoup looks for a better layer.
    expect(reports.map(({ ssrc }) => ssrc)).toEqual([13, 13, 13, 12, 11, 11]);
  });

  it('LOAD-4: sends no layer above what demand wants, and begins again with a key frame', () => {
    vi.advanceTimersByTime(FRAME_MS);
    video.setMaxSpatialLayer(0);
    take();
    vi.advanceTimersByTime(FRAME_MS);
    expect(take().map(({ ssrc, keyFrame }) => [ssrc, keyFrame])).toEqual([[11, undefined]]);
    video.setMaxSpatialLayer(-1);
    vi.advanceTimersByTime(3 * FRAME_MS);
    expect(take()).toEqual([]);
    expect(video.report().map(({ active }) => active)).toEqual([false, false, false]);
    video.setMaxSpatialLayer(1);
    vi.advanceTimersByTime(FRAME_MS);
    expect(take().map(({ keyFrame }) => keyFrame?.height)).toEqual([180, 360]);
  });

  it('LOAD-5: sends a key frame at once when one is asked for, of a layer that is sent', () => {
    vi.advanceTimersByTime(FRAME_MS);
    video.setMaxSpatialLayer(1);
    take();
    video.onKeyFrameRequest(12);
    video.onKeyFrameRequest(13);
    expect(take().map(({ ssrc, keyFrame }) => [ssrc, keyFrame?.height])).toEqual([[12, 360]]);
    expect(video.report().map(({ keyFramesAsked }) => keyFramesAsked)).toEqual([0, 1, 1]);
  });

  it('LOAD-6: sends lost packets again, with the number that they had', () => {
    vi.advanceTimersByTime(FRAME_MS);
    const lost = port.rtp.find(({ header }) => header.ssrc === 11)!;
    port.rtp.splice(0);
    video.onNack(11, [lost.header.sequenceNumber, (lost.header.sequenceNumber - 1) & 0xffff]);
    const [again, ...more] = port.rtp;
    expect(more).toEqual([]);
    expect(again?.header).toMatchObject({ ssrc: 111, payloadType: 97, timestamp: lost.header.timestamp });
    expect(again?.payload.readUInt16BE(0)).toBe(lost.header.sequenceNumber);
    expect(again?.payload.subarray(2)).toEqual(lost.payload);
  });

  it('LOAD-9: sends nothing without a track that is on, or a connection', () => {
    track.enabled = false;
    vi.advanceTimersByTime(2 * FRAME_MS);
    track.enabled = true;
    video.setTrack(null);
    vi.advanceTimersByTime(2 * FRAME_MS);
    video.setTrack(track);
    port.connected = false;
    vi.advanceTimersByTime(2 * FRAME_MS);
    expect(port.rtp).toEqual([]);
    port.connected = true;
    vi.advanceTimersByTime(FRAME_MS);
    expect(take().map(({ ssrc }) => ssrc)).toEqual([11, 12, 13, 13, 12, 11]);
  });

  it('LOAD-20: its lowest layer has the frames and the bits that it may have', () => {
    const bytes = () => video.report()[0]!.bytes;
    const framesOf = () => video.report()[0]!.frames;
    vi.advanceTimersByTime(FRAME_MS * 10);
    const before = [bytes(), framesOf()] as const;
    const fps = 1000 / FRAME_MS;
    video.setLimits([{ maxBitrate: 80_000, maxFramerate: fps / 2 }]);
    vi.advanceTimersByTime(FRAME_MS * 40);
    const frames = framesOf() - before[1];
    expect(frames).toBe(20);
    // The descriptor of each packet comes on top.
    expect((bytes() - before[0]) / frames).toBeCloseTo(80_000 / 8 / (fps / 2), -2);
  });

  it('LOAD-20: it has three temporal layers, of which the lower two have three fifths of its bits', () => {
    video.setLimits([{ maxBitrate: 100_000 }]);
    vi.advanceTimersByTime(FRAME_MS);
    port.rtp.splice(0);
    vi.advanceTimersByTime(FRAME_MS * 8);
    const lowest = port.rtp.filter(({ header }) => header.ssrc === 11);
    const bytesOf = (temporalLayer: number) =>
      lowest
        .filter(({ payload }) => payload[5]! >> 6 === temporalLayer)
        .reduce((bytes, { payload }) => bytes + payload.length, 0);
    const [lower, all] = [bytesOf(0) + bytesOf(1), bytesOf(0) + bytesOf(1) + bytesOf(2)];
    expect(lower / all).toBeCloseTo(0.6, 1);
    // Whoever is given fewer frames finds those of the lowest temporal layer numbered without a gap.
    const numbers = lowest.filter(({ payload }) => payload[5]! >> 6 === 0).map(({ payload }) => payload[4]!);
    expect(new Set(numbers).size).toBe(2);
  });
});
