import type { ParticipantId } from '@convene/protocol';
import { HttpWeb } from '../HttpWeb.ts';
import { Person } from './Person.ts';

const OF_A_MEETING = 4;
const MEETINGS_AT_A_TIME = 4;

export type CrowdOptions = {
  readonly web: string;
  readonly people: number;
  readonly log: (line: string) => void;
  readonly stop: AbortSignal;
};

/** A stream that flows from one person to another. */
export type Flow = {
  readonly sender: Person;
  readonly receiver: Person;
  readonly source: 'camera' | 'microphone';
};

/** Headless people in meetings of four, of whom one is muted in each. */
export class Crowd {
  readonly #options: CrowdOptions;
  readonly #meetings: Person[][] = [];

  private constructor(options: CrowdOptions) {
    this.#options = options;
  }

  static async assemble(options: CrowdOptions): Promise<Crowd> {
    const crowd = new Crowd(options);
    try {
      await crowd.#assemble();
      return crowd;
    } catch (error) {
      crowd.close();
      throw error;
    }
  }

  get people(): readonly Person[] {
    return this.#meetings.flat();
  }

  get meetings(): readonly (readonly Person[])[] {
    return this.#meetings;
  }

  get flows(): readonly Flow[] {
    return this.#meetings.flatMap((people) =>
      people.flatMap((receiver) =>
        others(people, receiver).flatMap((sender) =>
          sender.sources.map((source) => ({ sender, receiver, source })),
        ),
      ),
    );
  }

  /** Why not everybody sits and receives everybody. */
  missing(): string[] {
    return this.#each((person, others) => person.missing(others));
  }

  /** Who or what is not as it was. */
  changes(): string[] {
    return this.#each((person, others) => person.changes(others));
  }

  /** Somebody in each meeting writes this in the chat: the one on this seat, counted around. */
  say(text: string, seat: number): void {
    for (const people of this.#meetings) people[seat % people.length]?.say(text);
  }

  /** Who has not read what was written in their meeting, or has read it more than once. */
  unread(text: string): string[] {
    return this.people.flatMap((person) => {
      const times = person.timesRead(text);
      return times === 1 ? [] : [`${person.name} has read "${text}" ${times} times`];
    });
  }

  /** They leave, and others of the same names sit down, one after the other. */
  async replace(participantIds: readonly ParticipantId[]): Promise<void> {
    for (const people of this.#meetings) {
      for (const [index, person] of people.entries()) {
        if (!participantIds.includes(person.participantId)) continue;
        this.#options.stop.throwIfAborted();
        await person.leave();
        people[index] = await Person.join(person.options);
      }
    }
  }

  /** Gone for the servers when it resolves. */
  async leave(): Promise<void> {
    await Promise.all(this.people.map((person) => person.leave()));
  }

  close(): void {
    for (const person of this.people) person.close();
  }

  async #assemble(): Promise<void> {
    const { web, people } = this.#options;
    const api = new HttpWeb(web);
    const numbers = Array.from({ length: people / OF_A_MEETING }, (_, index) => index).values();
    const fillSome = async () => {
      for (const number of numbers) {
        const { slug } = await api.createMeeting(`Drill ${number + 1}`);
        const meeting: Person[] = [];
        this.#meetings.push(meeting);
        await this.#fill(meeting, { slug, firstName: number * OF_A_MEETING + 1 });
      }
    };
    await Promise.all(Array.from({ length: MEETINGS_AT_A_TIME }, fillSome));
  }

  /** One after the other, so that each is placed apart from those who sit. */
  async #fill(meeting: Person[], { slug, firstName }: { slug: string; firstName: number }): Promise<void> {
    const { web, log, stop } = this.#options;
    for (let seat = 0; seat < OF_A_MEETING; seat += 1) {
      stop.throwIfAborted();
      const name = `Person ${firstName + seat}`;
      meeting.push(await Person.join({ web, slug, name, muted: seat === 0, log }));
    }
  }

  #each(what: (person: Person, others: readonly Person[]) => string[]): string[] {
    return this.#meetings.flatMap((people) =>
      people.flatMap((person) => what(person, others(people, person))),
    );
  }
}

const others = (people: readonly Person[], person: Person): readonly Person[] =>
  people.filter((other) => other !== person);
