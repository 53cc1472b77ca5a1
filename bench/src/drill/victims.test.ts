import { MeetingId, ParticipantId, ServerId, WorkerId } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import type { Seat } from './SeatMap.ts';
import { chooseVictim, crowded } from './victims.ts';

const [A, B, C] = [1, 2, 3].map(() => WorkerId.parse(crypto.randomUUID())) as [WorkerId, WorkerId, WorkerId];
const SERVER = ServerId.parse(crypto.randomUUID());

/** The people of one meeting, by their workers. */
function meeting(...workers: readonly (WorkerId | null)[]): Seat[] {
  const meetingId = MeetingId.parse(crypto.randomUUID());
  return workers.map((workerId) => ({
    participantId: ParticipantId.parse(crypto.randomUUID()),
    meetingId,
    serverId: SERVER,
    workerId,
  }));
}

describe('chooseVictim', () => {
  const choose = (seats: readonly Seat[], hit: Partial<Record<WorkerId, number>> = {}) =>
    chooseVictim([A, B, C], {
      seats,
      sitsOn: ({ workerId }, candidate) => workerId === candidate,
      hitBefore: (candidate) => hit[candidate],
    });

  it.each([
    {
      what: 'the one on which most meetings show both',
      seats: [meeting(A, B, B, B), meeting(C, B, A)],
      is: A,
    },
    { what: 'one with people elsewhere', seats: [meeting(A, A, A, B), meeting(C, C)], is: B },
    { what: 'none where all sit on one', seats: [meeting(A, A, A, A)], is: undefined },
    { what: 'none where one alone sits elsewhere', seats: [meeting(A, B)], is: undefined },
  ])('DRILL-2: it is $what', ({ seats, is }) => {
    expect(choose(seats.flat())).toBe(is);
  });

  it('DRILL-2: it is another one each time, while there is one', () => {
    const seats = [...meeting(A, B, C), ...meeting(A, B, C)];
    expect(choose(seats, { [A]: 1 })).toBe(B);
    expect(choose(seats, { [A]: 2, [B]: 1 })).toBe(C);
    expect(choose(seats, { [A]: 3, [B]: 2, [C]: 1 })).toBe(A);
    expect(choose(meeting(A, B, B), { [A]: 1, [B]: 2 })).toBe(A);
  });
});

describe('crowded', () => {
  it.each([
    { what: 'nobody where all are apart', workers: [A, B, C], extra: [] },
    { what: 'who shares a worker while one is empty', workers: [A, A, B], extra: [1] },
    { what: 'as many as there are empty workers', workers: [A, A, A, A], extra: [1, 2] },
    { what: 'nobody where no worker is empty', workers: [A, B, C, A], extra: [] },
    { what: 'who sits nowhere', workers: [A, null, B], extra: [1] },
  ])('DRILL-2: $what', ({ workers, extra }) => {
    const seats = meeting(...workers);
    expect(crowded(seats, [A, B, C])).toEqual(extra.map((index) => seats[index]!.participantId));
  });
});
