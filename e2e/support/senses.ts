import { expect, type Page } from '@playwright/test';
import { LOOKS } from './fakeSources.ts';
import { receivedAudio } from './probe.ts';

declare global {
  interface Window {
    ears: { context: AudioContext; analysers: Map<string, AnalyserNode> } | undefined;
    /** In milliseconds. */
    longestSilence: number;
  }
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

/** Of which fake camera the picture in a tile is; undefined: of none, or there is none. */
export function cameraSeen(page: Page, region: string): Promise<string | undefined> {
  return page.evaluate(
    ({ name, looks }) => {
      const video = document.querySelector(`[role="group"][aria-label="${name}"] video`);
      if (!(video instanceof HTMLVideoElement) || video.videoWidth === 0) return undefined;
      const context = new OffscreenCanvas(1, 1).getContext('2d')!;
      // A corner that the white bar does not come to.
      context.drawImage(video, video.videoWidth * 0.05, video.videoHeight * 0.05, 1, 1, 0, 0, 1, 1);
      const seen = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
      const apart = (colour: string) =>
        Math.max(
          ...seen.map((value, at) =>
            Math.abs(value - Number.parseInt(colour.slice(1 + at * 2, 3 + at * 2), 16)),
          ),
        );
      return looks.find(({ colour }) => apart(colour) < 50)?.word;
    },
    { name: region, looks: LOOKS },
  );
}

/** Of which fake microphone the loudest sound is that the page plays; undefined: it is silent. */
export function microphoneHeard(page: Page): Promise<string | undefined> {
  return page.evaluate((looks) => {
    window.ears ??= { context: new AudioContext(), analysers: new Map() };
    const { context, analysers } = window.ears;
    let [loudest, hertz] = [-70, 0];
    for (const { srcObject } of document.querySelectorAll('audio')) {
      const track = srcObject instanceof MediaStream ? srcObject.getAudioTracks()[0] : undefined;
      if (track === undefined) continue;
      let analyser = analysers.get(track.id);
      if (analyser === undefined) {
        analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
        context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
        analysers.set(track.id, analyser);
      }
      const decibels = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(decibels);
      for (const [bin, level] of decibels.entries()) {
        if (level > loudest) [loudest, hertz] = [level, (bin * context.sampleRate) / analyser.fftSize];
      }
    }
    return looks.find((look) => Math.abs(look.hertz - hertz) < 50)?.word;
  }, LOOKS);
}

/** Looks a hundred times a second, from now on, whether the page plays any sound: ask for what it found by `longestSilence`. */
export async function listenForSilence(page: Page): Promise<void> {
  await page.evaluate(() => {
    const context = new AudioContext();
    const analysers = new Map<MediaStreamTrack, AnalyserNode>();
    const samples = new Float32Array(512);
    const isHeard = () =>
      [...document.querySelectorAll('audio')].some(({ srcObject }) => {
        const track = srcObject instanceof MediaStream ? srcObject.getAudioTracks()[0] : undefined;
        if (track === undefined || track.readyState === 'ended') return false;
        let analyser = analysers.get(track);
        if (analyser === undefined) {
          analyser = new AnalyserNode(context, { fftSize: samples.length });
          context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
          analysers.set(track, analyser);
        }
        analyser.getFloatTimeDomainData(samples);
        return samples.some((sample) => Math.abs(sample) > 0.01);
      });
    let heardAt: number | undefined;
    window.longestSilence = 0;
    setInterval(() => {
      const now = performance.now();
      if (heardAt !== undefined) window.longestSilence = Math.max(window.longestSilence, now - heardAt);
      if (isHeard()) heardAt = now;
    }, 10);
  });
}

export const longestSilence = (page: Page): Promise<number> => page.evaluate(() => window.longestSilence);

/** How loud the second was that the page played next: energy of what it received, per second of sound. */
export async function loudness(page: Page): Promise<number> {
  const before = await receivedAudio(page);
  let after = before;
  const played = async () => {
    after = await receivedAudio(page);
    return after.seconds - before.seconds;
  };
  await expect.poll(played, { message: 'another second was played' }).toBeGreaterThanOrEqual(1);
  return (after.energy - before.energy) / (after.seconds - before.seconds);
}

/** The share of the time in which the page's main thread was held up (tasks above 50 ms) while a region showed so many frames. */
export function heldUp(page: Page, region: string, frames: number): Promise<number> {
  return page.evaluate(
    ({ name, count }) =>
      new Promise<number>((resolve, reject) => {
        const video = document.querySelector(`[aria-label="${name}"] video`);
        if (!(video instanceof HTMLVideoElement)) {
          reject(new Error(`${name} shows no video`));
          return;
        }
        let [held, left] = [0, count];
        const start = performance.now();
        const observer = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) held += duration;
        });
        observer.observe({ type: 'longtask' });
        const onFrame = () => {
          left -= 1;
          if (left > 0) {
            video.requestVideoFrameCallback(onFrame);
            return;
          }
          observer.disconnect();
          resolve(held / (performance.now() - start));
        };
        video.requestVideoFrameCallback(onFrame);
      }),
    { name: region, count: frames },
  );
}
