import type { Page } from '@playwright/test';
import { FILM_TITLE } from './chromium.ts';
import type { Person } from './Person.ts';

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
