import type { ParticipantId, ParticipantInfo, StreamId, StreamInfo } from '@convene/protocol';
import type { StreamChange } from './changes.ts';

/** A timer may fire by so much before its time; a look at what is held must not come too early, for none follows. */
const TIMER_EARLY_MS = 2;

export type LingeringOptions = {
  readonly lingerMs: number;
  readonly updateLater: (ms: number) => void;
};

type Held = {
  readonly stream: StreamInfo;
  /** Its person is back, and has until then (`performance.now()`) to send it again. */
  readonly until: number | undefined;
};

/**
 * Streams of people whose media were lost: nothing of them is sent, and they are about to be sent again by other producers.
 * Until they are nobody is told of their end, so that their tiles keep the last picture.
 */
export class Lingering {
  readonly #options: LingeringOptions;
  #held: readonly Held[] = [];

  constructor(options: LingeringOptions) {
    this.#options = options;
  }

  get streams(): readonly StreamInfo[] {
    return this.#held.map(({ stream }) => stream);
  }

  /** Of what changed, and of what was held before, that which is to be told now. */
  hold(
    changes: readonly StreamChange<StreamInfo>[],
    people: ReadonlyMap<ParticipantId, ParticipantInfo>,
  ): StreamChange<StreamInfo>[] {
    const added = new Set<StreamId>();
    for (const { type, stream } of changes) if (type === 'added') added.add(stream.streamId);
    const kept = this.#held.map((held) => this.#keep(held, people.get(held.stream.participantId)));
    const removed = changes.filter(({ type }) => type === 'removed');
    const lost = removed.map(({ stream }) => keepLost(stream, people.get(stream.participantId)));
    const before = [...this.#held.map(({ stream }) => stream), ...removed.map(({ stream }) => stream)];
    // A stream that is sent again goes on.
    this.#held = [...kept, ...lost]
      .filter((held) => held !== undefined)
      .filter(({ stream }) => !added.has(stream.streamId));
    const held = new Set(this.streams);
    const ended = before.filter((stream) => !held.has(stream));
    return [
      ...changes.filter(({ type }) => type !== 'removed'),
      ...ended.map((stream) => ({ type: 'removed' as const, stream })),
    ];
  }

  #keep({ stream, until }: Held, person: ParticipantInfo | undefined): Held | undefined {
    if (keepLost(stream, person) !== undefined) return { stream, until: undefined };
    if (!mayComeBack(stream, person)) return undefined;
    const now = performance.now();
    if (until !== undefined) return until > now ? { stream, until } : undefined;
    const { lingerMs, updateLater } = this.#options;
    updateLater(lingerMs + TIMER_EARLY_MS);
    return { stream, until: now + lingerMs };
  }
}

const mayComeBack = ({ peerId, source }: StreamInfo, person: ParticipantInfo | undefined): boolean =>
  person?.peerId === peerId && !(source === 'camera' && person.cameraOff);

/** What ends while its person is connected has been ended by them. */
function keepLost(stream: StreamInfo, person: ParticipantInfo | undefined): Held | undefined {
  const isLost = mayComeBack(stream, person) && person?.connection === 'reconnecting';
  return isLost ? { stream, until: undefined } : undefined;
}
