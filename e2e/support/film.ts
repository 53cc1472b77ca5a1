import { expect, type Page } from '@playwright/test';
import { FILM_TITLE } from './chromium.ts';
import type { Person } from './Person.ts';
import { videoStats } from './probe.ts';

declare global {
  interface Window {
    /** All of the film changes with each frame from now on. */
    storm(): void;
  }
}

/** A tab beside the person's meeting that moves and sounds: what they share. */
export async function openFilm({ context }: Person): Promise<Page> {
  await context.grantPermissions(['camera', 'microphone']);
  const film = await context.newPage();
  await film.setContent(`<title>${FILM_TITLE}</title>
    <body style="background: teal; color: white"><h1>Small print, to be read</h1><p></p></body>`);
  await film.evaluate(() => {
    const sound = new AudioContext();
    const tone = new OscillatorNode(sound, { frequency: 440 });
    tone.connect(sound.destination);
    tone.start();
    window.storm = () => {
      const canvas = document.createElement('canvas');
      canvas.style.cssText = 'position: fixed; inset: 0; width: 100%; height: 100%';
      [canvas.width, canvas.height] = [320, 180];
      document.body.append(canvas);
      const drawing = canvas.getContext('2d')!;
      setInterval(() => {
        const picture = drawing.createImageData(320, 180);
        crypto.getRandomValues(picture.data.subarray(0, 65_536));
        picture.data.copyWithin(65_536, 0);
        for (let alpha = 3; alpha < picture.data.length; alpha += 4) picture.data[alpha] = 255;
        drawing.putImageData(picture, 0, 0);
      }, 60);
    };
    setInterval(() => (document.querySelector('p')!.textContent = String(Date.now())), 50);
  });
  return film;
}

/** How the person's browser captures and sends their screen. */
export function sentScreen({ page }: Person) {
  return page.evaluate(() => {
    const isScreen = (track: MediaStreamTrack) => track.getSettings().displaySurface !== undefined;
    const track = window.probe.captured.find((each) => isScreen(each) && each.readyState === 'live');
    const senders = window.probe.connections.flatMap((connection) => connection.getSenders());
    const sender = senders.find((each) => each.track !== null && each.track.id === track?.id);
    const parameters = sender?.getParameters();
    return {
      trackId: track?.id,
      width: track?.getSettings().width,
      hint: track?.contentHint,
      preference: parameters?.degradationPreference,
      framesPerSecond: parameters?.encodings[0]?.maxFramerate,
    };
  });
}

/** The person's screen may have so many bits a second and no more, as on a thin line. */
export function narrowScreen({ page }: Person, bitsPerSecond: number): Promise<void> {
  return page.evaluate(async (maxBitrate) => {
    const tracks = window.probe.captured.filter((each) => each.getSettings().displaySurface !== undefined);
    const sender = window.probe.connections
      .flatMap((connection) => connection.getSenders())
      .find(({ track }) => track?.kind === 'video' && tracks.some(({ id }) => id === track.id));
    if (sender === undefined) throw new Error('no screen is sent');
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.maxBitrate = maxBitrate;
    await sender.setParameters(parameters);
  }, bitsPerSecond);
}

/** How many frames of a tile's picture are decoded in a second, over the next two. */
export async function frameRate(page: Page, tile: string): Promise<number> {
  const look = async () => (await videoStats(page, tile)) ?? { at: Number.NaN, framesDecoded: 0 };
  const before = await look();
  let after = before;
  const seconds = async () => {
    after = await look();
    return (after.at - before.at) / 1000;
  };
  await expect.poll(seconds, { message: `two seconds of ${tile}` }).toBeGreaterThanOrEqual(2);
  return (1000 * (after.framesDecoded - before.framesDecoded)) / (after.at - before.at);
}

/** The element that plays the sound of a shared screen, and how loud what comes in is (energy over all time). */
export function screenSound({ page }: Person) {
  return page.evaluate(async () => {
    const audio = document.querySelector<HTMLAudioElement>('audio[data-stream-id$=":screenAudio"]');
    const stream = audio?.srcObject;
    if (audio === null || !(stream instanceof MediaStream)) return undefined;
    const id = stream.getAudioTracks()[0]?.id;
    const reports = await Promise.all(window.probe.connections.map((connection) => connection.getStats()));
    const inbound = reports
      .flatMap((report) => [...report.values()])
      .find((each) => each.type === 'inbound-rtp' && each.trackIdentifier === id);
    return { volume: audio.volume, muted: audio.muted, energy: Number(inbound?.totalAudioEnergy ?? 0) };
  });
}
