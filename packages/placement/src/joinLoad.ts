import type { Source } from '@convene/protocol';
import { PEOPLE_SEEN_AT_ONCE } from './joinWeight.ts';

/** Above this many open microphones only the loudest are consumed (DESIGN §4). */
export const MOST_OPEN_MICROPHONES = 25;
export const LOUDEST_MICROPHONES = 10;

export type JoinLoadInput = {
  /** Those who sit in the room, on whatever server. */
  readonly people: number;
  /** How many of them say that their camera is on. */
  readonly cameras: number;
  readonly streams: readonly { readonly source: Source; readonly paused: boolean }[];
  /** Whether the joiner comes with their camera on. */
  readonly camera: boolean;
};

/**
 * What a person who joins will receive, and how many of their streams each person there will, by the same rules by which
 * consumers are made. Who has just come and sends nothing yet is about to open a microphone, and the camera where they say
 * so: in a burst, that is everybody.
 */
export function joinLoad({ people, cameras, streams, camera }: JoinLoadInput): {
  receives: number;
  sends: number;
} {
  const count = (...sources: Source[]) => streams.filter(({ source }) => sources.includes(source)).length;
  const microphones = Math.max(count('microphone'), people);
  const muted = streams.filter(({ source, paused }) => source === 'microphone' && paused).length;
  const heard =
    microphones - muted > MOST_OPEN_MICROPHONES
      ? LOUDEST_MICROPHONES
      : Math.min(microphones, MOST_OPEN_MICROPHONES);
  const seen = Math.min(Math.max(count('camera'), cameras), PEOPLE_SEEN_AT_ONCE);
  const isHeard = microphones < MOST_OPEN_MICROPHONES;
  const isSeen = camera && people < PEOPLE_SEEN_AT_ONCE;
  return {
    receives: heard + seen + count('screen', 'screenAudio'),
    sends: Number(isHeard) + Number(isSeen),
  };
}
