import { HeadlessParticipant } from '../HeadlessParticipant.ts';
import { HttpWeb } from '../HttpWeb.ts';
import { judgeRoom, type RoomVerdict, type Settings } from './judge.ts';
import { type LoadOptions, slugOf } from './loadOptions.ts';

/** Joins that go on at the same time, unless all do. */
const JOINS_AT_A_TIME = 4;
/** How long it may take after the last join until all receive what they should. */
const SETTLE_MS = 20_000;
const SETTLE_POLL_MS = 250;
const PROGRESS_MS = 5000;

type Room = { readonly slug: string; readonly people: HeadlessParticipant[] };

export type LoadReport = {
  readonly url: string;
  readonly people: number;
  readonly joined: number;
  readonly minutes: number;
  /** Time that each needed from opening the lobby until it sat. */
  readonly joinMs: { readonly median: number; readonly most: number };
  readonly failedJoins: readonly string[];
  readonly rooms: readonly ({ readonly slug: string } & RoomVerdict)[];
  /** What these people used while they stayed, as a part of one core. */
  readonly cpu: number;
  /** Everybody joined, stayed, and received what they should. */
  readonly holds: boolean;
};

/** Headless people in meetings of a running Convene. */
export class LoadRun {
  readonly #options: LoadOptions;
  readonly #say: (text: string) => void;
  readonly #stop: AbortSignal;
  readonly #rooms: Room[] = [];
  readonly #joinMs: number[] = [];
  readonly #failedJoins: string[] = [];

  constructor(options: LoadOptions, say: (text: string) => void, stop: AbortSignal) {
    this.#options = options;
    this.#say = say;
    this.#stop = stop;
  }

  /** Ends early, with a report, when `stop` says so. */
  async run(): Promise<LoadReport> {
    try {
      await this.#createRooms();
      await this.#joinAll();
      await this.#settle();
      for (const person of this.#everybody) person.startCounting();
      const began = { cpu: process.cpuUsage(), at: performance.now() };
      await this.#stay();
      const { user, system } = process.cpuUsage(began.cpu);
      return this.#report((user + system) / 1000 / (performance.now() - began.at));
    } finally {
      await Promise.allSettled(this.#everybody.map((person) => person.leave()));
    }
  }

  get #everybody(): HeadlessParticipant[] {
    return this.#rooms.flatMap(({ people }) => people);
  }

  get #settings(): Settings {
    const { layers, receive } = this.#options;
    return { audio: !this.#options['no-audio'], video: layers > 0, receive };
  }

  async #createRooms(): Promise<void> {
    const { url, rooms } = this.#options;
    const slug = slugOf(url);
    if (slug !== undefined) {
      this.#rooms.push({ slug, people: [] });
      return;
    }
    const web = new HttpWeb(url);
    for (let number = 1; number <= rooms; number += 1) {
      const created = await web.createMeeting(`Load ${number}`);
      this.#rooms.push({ slug: created.slug, people: [] });
    }
  }

  async #joinAll(): Promise<void> {
    const { people } = this.#options;
    const numbers = Array.from({ length: people }, (_, index) => index).values();
    const joinSome = async () => {
      for (const number of numbers) {
        if (this.#stop.aborted) return;
        await this.#join(number);
      }
    };
    const say = () => this.#say(`${this.#joinMs.length} of ${people} joined`);
    const progress = setInterval(say, PROGRESS_MS);
    const atATime = this.#options['at-once'] ? people : JOINS_AT_A_TIME;
    await Promise.all(Array.from({ length: atATime }, joinSome));
    clearInterval(progress);
    say();
  }

  async #join(number: number): Promise<void> {
    const { url, fps, layers, opus, receive } = this.#options;
    const room = this.#rooms[number % this.#rooms.length];
    if (room === undefined) return;
    const name = `Person ${number + 1}`;
    const send = { audio: !this.#options['no-audio'], layers, fps, opusFrameMs: opus };
    const began = performance.now();
    try {
      room.people.push(await HeadlessParticipant.join({ web: url, slug: room.slug, name, send, receive }));
      this.#joinMs.push(performance.now() - began);
    } catch (error) {
      this.#failedJoins.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Until all receive what they should, or that takes too long. */
  async #settle(): Promise<void> {
    const end = performance.now() + SETTLE_MS;
    while (performance.now() < end && !this.#stop.aborted) {
      if (this.#judge().every(({ misses }) => misses.length === 0)) return;
      await this.#sleep(SETTLE_POLL_MS);
    }
  }

  async #stay(): Promise<void> {
    const end = performance.now() + this.#options.minutes * 60_000;
    for (;;) {
      const left = end - performance.now();
      if (left <= 0 || this.#stop.aborted) return;
      const rooms = this.#judge();
      const flowing = rooms.reduce((sum, room) => sum + room.flowing, 0);
      const expected = rooms.reduce((sum, room) => sum + room.expected, 0);
      this.#say(`${flowing} of ${expected} streams flow, ${Math.ceil(left / 1000)} s left`);
      await this.#sleep(Math.min(left, PROGRESS_MS));
    }
  }

  #judge(): ({ readonly slug: string } & RoomVerdict)[] {
    return this.#rooms.map(({ slug, people }) => {
      const gone = people.filter(({ snapshot }) => snapshot.phase.state !== 'joined');
      const reports = people.map((person) => person.report());
      return { slug, ...judgeRoom(reports, this.#settings, new Set(gone.map(({ name }) => name))) };
    });
  }

  #report(cpu: number): LoadReport {
    const { url, people, minutes } = this.#options;
    const rooms = this.#judge();
    const joinMs = [...this.#joinMs].sort((one, other) => one - other);
    return {
      url,
      people,
      joined: joinMs.length,
      minutes,
      joinMs: { median: joinMs[Math.floor(joinMs.length / 2)] ?? 0, most: joinMs.at(-1) ?? 0 },
      failedJoins: this.#failedJoins,
      rooms,
      cpu,
      holds: joinMs.length === people && rooms.every(({ misses }) => misses.length === 0),
    };
  }

  /** Shorter when `stop` comes. */
  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#stop.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#stop.addEventListener('abort', end);
      if (this.#stop.aborted) end();
    });
  }
}
