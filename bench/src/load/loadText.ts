import type { Miss } from './judge.ts';
import type { LoadReport } from './LoadRun.ts';

/** Of each room; the report as JSON has them all. */
const MOST_MISSES = 20;

function missText({ receiver, sender, what, silentMs }: Miss): string {
  if (what === 'gone') return `${receiver} does not sit in the meeting any more`;
  const since = silentMs === undefined ? 'never came' : `last came ${Math.round(silentMs)} ms ago`;
  return `${receiver} misses the ${what} of ${sender ?? 'others'}: ${since}`;
}

function roomLines(room: LoadReport['rooms'][number]): string[] {
  const { audio, video } = room.largestGapMs;
  const lines = [
    `${room.slug}: ${room.people} people, ${room.flowing} of ${room.expected} streams flow, ` +
      `${room.packets} packets, ${(room.bytes / 1e6).toFixed(1)} MB`,
    `  longest gap ${Math.round(audio)} ms in sound, ${Math.round(video)} ms in pictures; ` +
      `${room.sequenceBreaks} breaks of sequence, ${room.lost} packets lost, ${room.pictureBreaks} frames missed`,
    ...room.misses.slice(0, MOST_MISSES).map((miss) => `  ${missText(miss)}`),
  ];
  const more = room.misses.length - MOST_MISSES;
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}

/** The report as people read it. */
export function loadText({ people, joined, joinMs, failedJoins, rooms, cpu, holds }: LoadReport): string {
  const lines = [
    `${joined} of ${people} joined, in ${Math.round(joinMs.median)} ms (median), at most ${Math.round(joinMs.most)} ms`,
    ...failedJoins.map((failure) => `  failed: ${failure}`),
    ...rooms.flatMap(roomLines),
    `CPU of these people: ${Math.round(cpu * 100)} % of one core`,
    holds ? 'Everybody receives what they should.' : 'Somebody does not receive what they should.',
  ];
  return `${lines.join('\n')}\n`;
}
