import { playThrough } from '../devices/playThrough.ts';

/** Two soft notes, half a second in all. */
const NOTES = [
  { at: 0.05, hertz: 587 },
  { at: 0.21, hertz: 784 },
];
const NOTE_S = 0.36;
const LOUDNESS = 0.06;
const OVER_MS = 2_000;

/** A quiet sound from the person's speaker: somebody is at the door. Where the browser holds back sound it stays silent. */
export function playKnock(speakerId: string): void {
  if (typeof AudioContext === 'undefined') return;
  const context = new AudioContext();
  const output = new MediaStreamAudioDestinationNode(context);
  const element = new Audio();
  element.srcObject = output.stream;
  // A speaker that has just been unplugged: the system's rings instead.
  playThrough(element, speakerId).catch(() => element.play().catch(() => undefined));
  for (const { at, hertz } of NOTES) {
    const note = new OscillatorNode(context, { type: 'sine', frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    const start = context.currentTime + at;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0005, start + NOTE_S);
    note.connect(gain).connect(output);
    note.start(start);
    note.stop(start + NOTE_S);
  }
  // A context that the browser holds back would wait with its notes for a click at any later time.
  setTimeout(() => {
    element.srcObject = null;
    void context.close().catch(() => undefined);
  }, OVER_MS);
}
