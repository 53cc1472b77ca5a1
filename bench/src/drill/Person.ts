import { type ParticipantId, type Source, type StreamId, streamIdOf } from '@convene/protocol';
import { HeadlessParticipant } from '../HeadlessParticipant.ts';

/** Pictures and sound of twenty fit beside the servers on two cores, and show a gap of 300 ms. */
const SEND = { layers: 1, fps: 5, opusFrameMs: 60 } as const;
/** What flows has come within this time. */
const FRESH_MS = 1000;

export type PersonOptions = {
  readonly web: string;
  readonly slug: string;
  readonly name: string;
  /** Sits muted, and has to be so for ever. */
  readonly muted: boolean;
  /** One line for each thing that happens to the client. */
  readonly log: (line: string) => void;
};

/** Somebody in a meeting of a drill. */
export class Person {
  readonly options: PersonOptions;
  /** The seat that is to be kept. */
  readonly participantId: ParticipantId;
  readonly #participant: HeadlessParticipant;
  /** When the client noticed that its peer was lost. */
  #lossNoticedAt: number | undefined;

  private constructor(
    options: PersonOptions,
    participant: HeadlessParticipant,
    participantId: ParticipantId,
  ) {
    this.options = options;
    this.#participant = participant;
    this.participantId = participantId;
    participant.client.subscribe(() => {
      const { phase } = participant.snapshot;
      if (phase.state !== 'joined' || phase.connection !== 'rejoining') return;
      this.#lossNoticedAt ??= performance.now();
    });
  }

  static async join(options: PersonOptions): Promise<Person> {
    const { web, slug, name, muted, log } = options;
    const write = (level: string) => (message: string, fields?: object) =>
      log(`${new Date().toISOString()} ${level} ${name} ${message} ${JSON.stringify(fields ?? {})}`);
    const clientLog = { debug: write('debug'), info: write('info'), warn: write('warn') };
    const participant = await HeadlessParticipant.join({
      ...{ web, slug, name, send: SEND, keepArrivals: true, log: clientLog },
    });
    const { self } = participant.snapshot;
    if (self === undefined) throw new Error(`${name} sits without a seat`);
    if (muted) await participant.setMuted(true);
    return new Person(options, participant, self.participantId);
  }

  get name(): string {
    return this.options.name;
  }

  /** Since `forget`. */
  get lossNoticedAt(): number | undefined {
    return this.#lossNoticedAt;
  }

  forget(): void {
    this.#lossNoticedAt = undefined;
  }

  /** When what came of somebody's stream did. */
  arrivals(sender: Person, source: Source): readonly number[] {
    return this.#participant.arrivals(sender.#streamId(source));
  }

  /** How somebody else's tile says that they are; undefined: there is none. */
  connectionOf(other: Person): 'connected' | 'reconnecting' | undefined {
    const { participants } = this.#participant.snapshot;
    return participants.find(({ participantId }) => participantId === other.participantId)?.connection;
  }

  /** In the chat. */
  say(text: string): void {
    this.#participant.sendChat(text);
  }

  /** Messages in the chat that are stored and say this. */
  timesRead(text: string): number {
    const { entries } = this.#participant.chat;
    return entries.filter(({ state, message }) => state === 'stored' && message === text).length;
  }

  /** What keeps this person from sitting and receiving all the others of the meeting. */
  missing(others: readonly Person[]): string[] {
    const { phase } = this.#participant.snapshot;
    if (phase.state !== 'joined') return [`${this.name} does not sit: ${JSON.stringify(phase)}`];
    if (phase.connection !== 'connected') return [`${this.name} is ${phase.connection}`];
    const { received } = this.#participant.report();
    const fresh = new Set(
      received.flatMap(({ streamId, silentMs }) =>
        silentMs !== undefined && silentMs < FRESH_MS ? [streamId] : [],
      ),
    );
    return others.flatMap((sender) =>
      sender.sources
        .filter((source) => !fresh.has(sender.#streamId(source)))
        .map((source) => `${this.name} misses the ${source} of ${sender.name}`),
    );
  }

  /** What is not as it was when this person sat down. */
  changes(others: readonly Person[]): string[] {
    const { self, participants, streams } = this.#participant.snapshot;
    const changes: string[] = [];
    if (self?.participantId !== this.participantId) changes.push(`${this.name} has another seat`);
    if (self?.muted !== this.options.muted) changes.push(`${this.name} is ${self?.muted ? '' : 'not '}muted`);
    const expected = [this, ...others].map(({ name }) => name).sort();
    const seen = participants.map(({ name }) => name).sort();
    if (seen.join() !== expected.join()) changes.push(`${this.name} sees ${seen.join(', ') || 'nobody'}`);
    for (const { name, options, participantId } of others) {
      const sound = streams.get(streamIdOf(participantId, 'microphone'));
      if (options.muted && sound?.paused === false) changes.push(`${this.name} sees ${name} unmuted`);
    }
    return changes;
  }

  /** What this person sends that flows. */
  get sources(): readonly ('camera' | 'microphone')[] {
    return this.options.muted ? ['camera'] : ['camera', 'microphone'];
  }

  async leave(): Promise<void> {
    await this.#participant.leave();
  }

  close(): void {
    this.#participant.close();
  }

  #streamId(source: Source): StreamId {
    return streamIdOf(this.participantId, source);
  }
}
