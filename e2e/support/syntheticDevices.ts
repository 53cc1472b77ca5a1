import type { Page } from '@playwright/test';

declare global {
  interface Window {
    synthetic: { askedForAudio: MediaTrackConstraints[] };
  }
}

/** Gives the page a camera that shows a fine chequered wall with nobody before it, and a microphone that hears a fan. */
export async function installSyntheticDevices(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.synthetic = { askedForAudio: [] };
    const wall = () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [640, 360];
      const context = canvas.getContext('2d')!;
      let shift = 0;
      setInterval(() => {
        shift = (shift + 1) % 8;
        for (let y = -8; y < 360; y += 8)
          for (let x = -8; x < 640; x += 8) {
            context.fillStyle = ((x + y) / 8) % 2 === 0 ? '#f0f0f0' : '#202020';
            context.fillRect(x + shift, y, 8, 8);
          }
      }, 66);
      return canvas.captureStream(15).getVideoTracks()[0]!;
    };
    const fan = () => {
      const sound = new AudioContext({ sampleRate: 48_000 });
      const samples = new AudioBuffer({ length: 96_000, sampleRate: 48_000 });
      const data = samples.getChannelData(0);
      for (let index = 0; index < data.length; index += 1) data[index] = (Math.random() * 2 - 1) * 0.1;
      const source = new AudioBufferSourceNode(sound, { buffer: samples, loop: true });
      const sink = sound.createMediaStreamDestination();
      source.connect(sink);
      source.start();
      return sink.stream.getAudioTracks()[0]!;
    };
    navigator.mediaDevices.getUserMedia = async ({ video, audio } = {}) => {
      if (typeof audio === 'object') window.synthetic.askedForAudio.push(audio);
      return new MediaStream([...(video ? [wall()] : []), ...(audio ? [fan()] : [])]);
    };
  });
}

/** How sharp the picture in a `<video>` is: the variance of its Laplacian. */
export function sharpness(page: Page, region: string): Promise<number> {
  return page.evaluate((name) => {
    const element = document.querySelector(`[aria-label="${name}"]`);
    const video = element?.querySelector('video');
    if (!video || video.videoWidth === 0) return Number.NaN;
    const [width, height] = [video.videoWidth, video.videoHeight];
    const context = new OffscreenCanvas(width, height).getContext('2d')!;
    context.drawImage(video, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const at = (x: number, y: number) => data[(y * width + x) * 4 + 1]!;
    let [sum, squares, count] = [0, 0, 0];
    for (let y = 1; y < height - 1; y += 2)
      for (let x = 1; x < width - 1; x += 2) {
        const edge = 4 * at(x, y) - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1);
        sum += edge;
        squares += edge * edge;
        count += 1;
      }
    return squares / count - (sum / count) ** 2;
  }, region);
}

/** The share of the next `ms` milliseconds in which the page's main thread was held up (tasks above 50 ms). */
export function heldUp(page: Page, ms: number): Promise<number> {
  return page.evaluate(
    (time) =>
      new Promise<number>((resolve) => {
        let held = 0;
        const observer = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) held += duration;
        });
        observer.observe({ type: 'longtask' });
        setTimeout(() => {
          observer.disconnect();
          resolve(held / time);
        }, time);
      }),
    ms,
  );
}
