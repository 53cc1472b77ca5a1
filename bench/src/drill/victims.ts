import type { ParticipantId, WorkerId } from '@convene/protocol';
import type { Seat } from './SeatMap.ts';

/** So many people of a meeting have to sit elsewhere, so that there are streams which the blow must not touch. */
const ELSEWHERE = 2;

/**
 * Of those that may be hit the one on which most meetings show both: people who sat on it, and streams between people
 * who did not. Of equals the one that was hit the longest time ago. Undefined: no meeting shows both.
 */
export function chooseVictim<T>(
  candidates: readonly T[],
  {
    seats,
    sitsOn,
    hitBefore,
  }: {
    readonly seats: readonly Seat[];
    readonly sitsOn: (seat: Seat, candidate: T) => boolean;
    /** How many blows ago, if it was. */
    readonly hitBefore: (candidate: T) => number | undefined;
  },
): T | undefined {
  const rated = candidates.map((candidate) => ({
    candidate,
    meetings: [...byMeeting(seats).values()].filter((people) => {
      const on = people.filter((seat) => sitsOn(seat, candidate)).length;
      return on > 0 && people.length - on >= ELSEWHERE;
    }).length,
    rested: hitBefore(candidate) ?? Number.POSITIVE_INFINITY,
  }));
  // One that is hit again and again would be given up.
  const rank = ({ meetings, rested }: (typeof rated)[number]) =>
    Math.min(rested, candidates.length) * 1000 + meetings;
  const [best] = rated.filter(({ meetings }) => meetings > 0).sort((one, other) => rank(other) - rank(one));
  return best?.candidate;
}

/** Those who have to sit down anew so that the people of each meeting are apart, on as many workers as there are. */
export function crowded(seats: readonly Seat[], workers: readonly WorkerId[]): ParticipantId[] {
  return [...byMeeting(seats).values()].flatMap((people) => {
    const taken = new Set<WorkerId>();
    const extra: ParticipantId[] = [];
    for (const { participantId, workerId } of people) {
      if (workerId === null || taken.has(workerId)) extra.push(participantId);
      else taken.add(workerId);
    }
    const empty = workers.filter((workerId) => !taken.has(workerId)).length;
    return extra.slice(0, empty);
  });
}

function byMeeting(seats: readonly Seat[]): Map<string, Seat[]> {
  return Map.groupBy(seats, ({ meetingId }) => meetingId);
}
