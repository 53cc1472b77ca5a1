import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRouter } from './decision.ts';
import type { WorkerWeight } from './selectRouter.ts';
import { viewSpace } from './viewSpace.ts';

const MAX_CONSUMERS = 500;
const HARD_LIMIT = 600;

type Worker = {
  readonly workerId: string;
  reserved: number;
  consumers: number;
  lastUsedAt: number;
  readonly people: Map<string, number>;
};

type Question = { meeting: string; receives: number; sends: number; spread?: boolean };

/** The workers of a server whose people are placed by the real choice, at one instant unless told that time goes by. */
class Workers {
  readonly all: Worker[];
  #turn = 0;

  constructor(count: number) {
    this.all = Array.from({ length: count }, (_, index) => ({
      workerId: `w${index}`,
      reserved: 0,
      consumers: 0,
      lastUsedAt: 0,
      people: new Map(),
    }));
  }

  /** Where the person sits down, and what that brings; undefined: there is no space. */
  place({ meeting, receives, sends, spread = false }: Question) {
    this.#turn += 1;
    const { selection } = decideRouter({
      policy: 'rooms',
      spread,
      now: this.#turn,
      workers: this.all.map(({ people, ...worker }) => ({
        ...worker,
        roomCount: people.size,
        cpu: 0,
        maxConsumers: MAX_CONSUMERS,
        closed: false,
      })),
      room: this.all.flatMap(({ workerId, people }) => {
        const there = people.get(meeting);
        return there === undefined ? [] : [{ workerId, people: there }];
      }),
      receives,
      sends,
    });
    if ('none' in selection) return undefined;
    const worker = this.all.find(({ workerId }) => workerId === selection.worker.workerId)!;
    if (selection.isNew) worker.lastUsedAt = this.#turn;
    worker.people.set(meeting, (worker.people.get(meeting) ?? 0) + 1);
    return { worker, weights: selection.weights };
  }

  reserve(weights: readonly WorkerWeight[]): void {
    for (const { workerId, consumers } of weights) {
      this.all.find((worker) => worker.workerId === workerId)!.reserved += consumers;
    }
  }

  peopleOf(meeting: string): number[] {
    return this.all.map(({ people }) => people.get(meeting) ?? 0);
  }

  get rooms(): number[] {
    return this.all.map(({ people }) => people.size);
  }

  get people(): number[] {
    return this.all.map(({ people }) => [...people.values()].reduce((sum, count) => sum + count, 0));
  }
}

describe('many at once', () => {
  it('PLACE-27: 40 meetings of 5 in one instant make 5 rooms and 25 people on each of 8 workers (003-11)', () => {
    const people = Array.from({ length: 200 }, (_, index) => index);
    const orders = [
      people.map((index) => index % 40),
      people.map((index) => Math.floor(index / 5)),
      people.map((index) => (index * 7) % 40),
    ];
    for (const order of orders) {
      const workers = new Workers(8);
      const sitting = new Map<number, number>();
      for (const meeting of order) {
        const there = sitting.get(meeting) ?? 0;
        // Nobody's consumers have appeared: all that is known of those who came before is reserved.
        const placed = workers.place({ meeting: String(meeting), receives: 2 * there, sends: 2 });
        workers.reserve(placed!.weights);
        sitting.set(meeting, there + 1);
      }
      expect(workers.rooms).toEqual(Array.from({ length: 8 }, () => 5));
      expect(workers.people).toEqual(Array.from({ length: 8 }, () => 25));
    }
  });

  it('PLACE-8: so it is whatever the order in which people come, and nobody’s meeting is torn apart', () => {
    const order = fc.shuffledSubarray(
      Array.from({ length: 200 }, (_, index) => index % 40),
      { minLength: 200 },
    );
    fc.assert(
      fc.property(order, (meetings) => {
        const workers = new Workers(8);
        for (const meeting of meetings) workers.place({ meeting: String(meeting), receives: 4, sends: 2 });
        expect(workers.rooms).toEqual(Array.from({ length: 8 }, () => 5));
        expect(workers.people).toEqual(Array.from({ length: 8 }, () => 25));
      }),
      { numRuns: 20 },
    );
  });
});

/** How many streams each of so many people receives; what is above the hard limit the view leaves out. */
function appear(workers: Workers, streams: (people: number) => number): void {
  const total = workers.peopleOf('m').reduce((sum, count) => sum + count, 0);
  for (const worker of workers.all) {
    const wanted = (worker.people.get('m') ?? 0) * streams(total);
    const more = Math.min(
      wanted - worker.consumers,
      viewSpace({ consumers: worker.consumers, maxConsumers: MAX_CONSUMERS }),
    );
    worker.consumers += more;
  }
}

describe('200 people in one meeting over 8 workers', () => {
  /** Up to 25 open microphones are heard, above that the loudest 10 (DESIGN §4). */
  const heard = (people: number) => (people - 1 <= 25 ? people - 1 : 10);

  it('PLACE-28: audio only, they fill the workers in order and no limit is passed', () => {
    const workers = new Workers(8);
    for (let people = 0; people < 200; people += 1) {
      const placed = workers.place({
        meeting: 'm',
        receives: heard(people + 1),
        sends: people < 25 ? 1 : 0,
      });
      expect(placed).toBeDefined();
      appear(workers, heard);
      for (const { consumers } of workers.all) expect(consumers).toBeLessThanOrEqual(HARD_LIMIT);
    }
    expect(workers.peopleOf('m')).toEqual([50, 50, 50, 50, 0, 0, 0, 0]);
    for (const { consumers } of workers.all) expect(consumers).toBeLessThanOrEqual(MAX_CONSUMERS);
  });

  it('PLACE-29: with video, people beyond what the workers carry are told that it is full; no limit is passed', () => {
    const workers = new Workers(8);
    /** Camera and microphone of the 25 that a page shows. */
    const seen = (people: number) => 2 * Math.min(people - 1, 25);
    let refused = 0;
    for (let person = 0; person < 200; person += 1) {
      const people = person - refused;
      const placed = workers.place({ meeting: 'm', receives: seen(people + 1), sends: people < 25 ? 2 : 0 });
      if (placed === undefined) {
        refused += 1;
        continue;
      }
      // Who sits down does so below the limit of admission.
      const brought = placed.weights.find(({ workerId }) => workerId === placed.worker.workerId);
      expect(placed.worker.consumers + brought!.consumers).toBeLessThanOrEqual(MAX_CONSUMERS);
      appear(workers, seen);
      for (const { consumers } of workers.all) expect(consumers).toBeLessThanOrEqual(HARD_LIMIT);
    }
    expect(refused).toBeGreaterThan(100);
    const people = workers.peopleOf('m');
    expect(people.reduce((sum, count) => sum + count, 0)).toBe(200 - refused);
    expect(people.every((count) => count > 0)).toBe(true);
    expect(workers.place({ meeting: 'm', receives: 50, sends: 0 })).toBeUndefined();
  });

  it('PLACE-25: forced apart, they are spread evenly', () => {
    const workers = new Workers(8);
    for (let person = 0; person < 200; person += 1)
      workers.place({ meeting: 'm', receives: 1, sends: 0, spread: true });
    expect(workers.peopleOf('m')).toEqual(Array.from({ length: 8 }, () => 25));
  });
});
