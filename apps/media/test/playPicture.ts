import wrtc from '@roamhq/wrtc';
import type { Track } from './WebRtcClient.ts';

const WIDTH = 320;
const HEIGHT = 180;
const FRAME_MS = 33;

/** A picture that changes with each frame, until it is stopped. */
export function playPicture(): { track: Track; stop: () => void } {
  const source = new wrtc.nonstandard.RTCVideoSource();
  let frame = 0;
  const timer = setInterval(() => {
    frame += 1;
    // I420: a byte of light for each point, and a quarter of that twice for the colours.
    const data = new Uint8Array((WIDTH * HEIGHT * 3) / 2);
    for (let at = 0; at < data.length; at += 1) data[at] = (at * 7 + frame * 13) % 256;
    source.onFrame({ width: WIDTH, height: HEIGHT, data });
  }, FRAME_MS);
  return { track: source.createTrack(), stop: () => clearInterval(timer) };
}
