import type { Page } from '@playwright/test';

/** What a device shows or sounds like, by a word in its label: whoever receives it knows which one it is. */
export const LOOKS = [
  { word: 'Desk', colour: '#d02020', hertz: 400 },
  { word: 'Headset', colour: '#20b020', hertz: 800 },
  { word: 'Laptop', colour: '#2040d0', hertz: 1200 },
  { word: 'First', colour: '#d0c020', hertz: 1600 },
  { word: 'Spare', colour: '#c020c0', hertz: 2000 },
] as const;

export type Sources = {
  /** A colour of its own, or a fine chequered wall with nobody before it. */
  readonly camera?: 'colour' | 'wall';
  /** A tone of its own, or a fan. */
  readonly microphone?: 'tone' | 'fan';
};

declare global {
  interface Window {
    fakeSources: {
      camera: (label: string) => MediaStreamTrack;
      microphone: (label: string) => MediaStreamTrack;
    };
  }
}

/** Gives the page real tracks that no device stands behind: canvases and Web Audio. */
export async function installFakeSources(
  page: Page,
  { camera = 'colour', microphone = 'tone' }: Sources,
): Promise<void> {
  const options = { looks: LOOKS, camera, microphone };
  await page.addInitScript(({ looks, camera, microphone }) => {
    let context: AudioContext | undefined;
    const lookOf = (label: string) => looks.find(({ word }) => label.includes(word)) ?? looks[0];
    const film = (draw: (drawing: CanvasRenderingContext2D, frame: number) => void): MediaStreamTrack => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [640, 360];
      const drawing = canvas.getContext('2d')!;
      const [track] = canvas.captureStream(15).getVideoTracks();
      if (track === undefined) throw new Error('no canvas');
      let frame = 0;
      const timer = setInterval(() => {
        if (track.readyState === 'ended') clearInterval(timer);
        draw(drawing, frame++);
      }, 66);
      return track;
    };
    const sound = (make: (sound: AudioContext) => AudioScheduledSourceNode): MediaStreamTrack => {
      context ??= new AudioContext({ sampleRate: 48_000 });
      const output = context.createMediaStreamDestination();
      const source = make(context);
      source.connect(new GainNode(context, { gain: 0.3 })).connect(output);
      source.start();
      const [track] = output.stream.getAudioTracks();
      if (track === undefined) throw new Error('no sound');
      return track;
    };

    const colour = (label: string) => {
      const { colour: fill } = lookOf(label);
      return film((drawing, frame) => {
        drawing.fillStyle = fill;
        drawing.fillRect(0, 0, 640, 360);
        drawing.fillStyle = 'white';
        drawing.fillRect((frame * 8) % 640, 100, 60, 160);
      });
    };
    const wall = () =>
      film((drawing, frame) => {
        const shift = frame % 8;
        for (let y = -8; y < 360; y += 8)
          for (let x = -8; x < 640; x += 8) {
            drawing.fillStyle = ((x + y) / 8) % 2 === 0 ? '#f0f0f0' : '#202020';
            drawing.fillRect(x + shift, y, 8, 8);
          }
      });
    const tone = (label: string) =>
      sound((sounds) => new OscillatorNode(sounds, { frequency: lookOf(label).hertz }));
    const fan = () =>
      sound((sounds) => {
        const buffer = new AudioBuffer({ length: 96_000, sampleRate: 48_000 });
        const data = buffer.getChannelData(0);
        for (let index = 0; index < data.length; index += 1) data[index] = (Math.random() * 2 - 1) * 0.33;
        return new AudioBufferSourceNode(sounds, { buffer, loop: true });
      });
    window.fakeSources = {
      camera: camera === 'wall' ? wall : colour,
      microphone: microphone === 'fan' ? fan : tone,
    };
  }, options);
}
