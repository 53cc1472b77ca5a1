import type { Page } from '@playwright/test';

declare global {
  interface Window {
    voice: { speak(): number; silence(): void };
    ears: RTCPeerConnection[];
  }
}

/** When each thing happened to an utterance; milliseconds since the epoch, which all pages of a machine share. */
export type Noticed = { readonly heardAt: number; readonly markedAt: number; readonly largeAt: number };

/** Gives the page a microphone that is silent until told to speak, and no camera. */
export async function installVoice(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // Chromium hands sound over in another form where it comes from a Web Audio graph, and measures it the same.
    const context = new AudioContext({ sampleRate: 48_000 });
    const sink = context.createMediaStreamDestination();
    const mouth = new GainNode(context, { gain: 0 });
    const seconds = 4;
    const sound = new AudioBuffer({ length: seconds * 48_000, sampleRate: 48_000 });
    const samples = sound.getChannelData(0);
    let phase = 0;
    for (let index = 0; index < samples.length; index += 1) {
      const at = index / 48_000;
      // A voice: harmonics of a pitch that wanders, in four syllables a second.
      phase += (2 * Math.PI * (150 + 25 * Math.sin(3 * at))) / 48_000;
      const syllable = Math.max(0.12, Math.sin(4 * Math.PI * at) ** 2);
      let sum = 0;
      for (let harmonic = 1; harmonic <= 12; harmonic += 1) sum += Math.sin(phase * harmonic) / harmonic;
      samples[index] = 0.28 * syllable * sum;
    }
    const source = new AudioBufferSourceNode(context, { buffer: sound, loop: true });
    source.connect(mouth).connect(sink);
    source.start();
    window.voice = {
      speak() {
        mouth.gain.value = 1;
        return Date.now();
      },
      silence() {
        mouth.gain.value = 0;
      },
    };
    navigator.mediaDevices.getUserMedia = async ({ audio } = {}) => {
      if (audio === undefined || audio === false) throw new DOMException('', 'NotFoundError');
      await context.resume();
      return new MediaStream(sink.stream.getAudioTracks().map((track) => track.clone()));
    };
  });
}

/** Keeps the connections of the page, so that the browser itself can be asked what it plays. */
export async function installEars(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.ears = [];
    const Original = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        window.ears.push(this);
      }
    };
  });
}

/** Waits for somebody to be heard, marked on their tile, and large; a time is Infinity when it took longer than `mostMs`. */
export function notice(page: Page, name: string, mostMs: number): Promise<Noticed> {
  return page.evaluate(
    ({ who, most }) =>
      new Promise<Noticed>((resolve) => {
        const tiles = [...document.querySelectorAll<HTMLElement>('main [role="group"][data-participant-id]')];
        const tile = tiles.find((each) => each.getAttribute('aria-label') === who);
        const place = tile?.closest('li');
        // Its final width, whatever glides there.
        const widthOf = (each: HTMLElement) => Number.parseFloat(each.closest('li')?.style.width ?? '0');
        const isHeard = () =>
          window.ears
            .flatMap((connection) => connection.getReceivers())
            .filter(({ track }) => track.kind === 'audio')
            .some((receiver) =>
              receiver.getSynchronizationSources().some(({ audioLevel }) => (audioLevel ?? 0) > 0.01),
            );
        const began = Date.now();
        let [heardAt, markedAt, largeAt] = [Infinity, Infinity, Infinity];
        const look = () => {
          const now = Date.now();
          if (heardAt === Infinity && isHeard()) heardAt = now;
          if (markedAt === Infinity && tile?.dataset['speaking'] === 'true') markedAt = now;
          const width = place === null || place === undefined ? 0 : widthOf(place);
          if (largeAt === Infinity && width === Math.max(...tiles.map(widthOf))) largeAt = now;
          if (Math.max(heardAt, markedAt, largeAt) < Infinity || now - began > most)
            resolve({ heardAt, markedAt, largeAt });
          else requestAnimationFrame(look);
        };
        look();
      }),
    { who: name, most: mostMs },
  );
}

/** Nobody is marked and nothing is heard. */
export const isSilent = (page: Page): Promise<boolean> =>
  page.evaluate(
    () =>
      document.querySelector('main [data-participant-id][data-speaking="true"]') === null &&
      !window.ears
        .flatMap((connection) => connection.getReceivers())
        .some((receiver) =>
          receiver.getSynchronizationSources().some(({ audioLevel }) => (audioLevel ?? 0) > 0.01),
        ),
  );
