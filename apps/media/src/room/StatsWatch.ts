import { judgeNetwork, type Limits, type SettledNetwork, settleNetwork } from '@convene/protocol';
import { Scope } from '../media/Scope.ts';
import type { Session } from './peerState.ts';
import type { Room } from './Room.ts';
import type { Member } from './roomTypes.ts';
import type { Seat } from './Seat.ts';
import type { StreamMeters } from './StreamMeters.ts';

/** Above it (milliseconds) sound and picture stutter (004-71). */
const HIGH_JITTER_MS = 100;

export type StatsWatchOptions = {
  readonly rooms: () => readonly Room[];
  readonly meters: StreamMeters;
  readonly limits: Pick<Limits, 'consumerStatsMs'>;
};

/**
 * Takes the statistics of all that flows, each `consumerStatsMs` (004-90, 004-91): one person after the other, spread over
 * the period, so that it is no burst for the workers. Who is alone in a meeting sends to nobody, and is not asked about.
 */
export class StatsWatch {
  readonly #options: StatsWatchOptions;
  readonly #scope = new Scope();
  readonly #networks = new WeakMap<Seat, SettledNetwork>();
  readonly #stuttering = new WeakSet<Seat>();

  constructor(options: StatsWatchOptions) {
    this.#options = options;
    this.#nextRound(this.#periodMs);
  }

  close(): void {
    this.#scope.close();
  }

  get #periodMs(): number {
    return this.#options.limits.consumerStatsMs;
  }

  #nextRound(ms: number): void {
    this.#scope.timeout(ms, () => {
      const people = this.#options
        .rooms()
        .filter(({ gathering }) => gathering.roster.participants.length > 1)
        .flatMap((room) => room.members.map((member) => ({ room, member })));
      this.#turn(people, performance.now() + this.#periodMs);
    });
  }

  /** The first of them now, the others in what is left of the period. */
  #turn(people: readonly { room: Room; member: Member }[], end: number): void {
    const [next, ...others] = people;
    const leftMs = Math.max(0, end - performance.now());
    if (next === undefined) {
      this.#nextRound(leftMs);
      return;
    }
    const pauseMs = others.length === 0 ? 0 : leftMs / people.length;
    void this.#take(next.room, next.member).finally(() => {
      this.#scope.timeout(pauseMs, () => this.#turn(others, end));
    });
  }

  async #take(room: Room, { peer, seat }: Member): Promise<void> {
    const { session } = peer;
    if (session === undefined) return;
    const { meters } = this.#options;
    const { producers, consumers, media } = session;
    const sent = producers.streams.filter(({ producer }) => !producer.paused);
    const received = consumers.standing.filter(({ paused, producerPaused }) => !paused && !producerPaused);
    await Promise.all([
      ...sent.map(async ({ producer }) => meters.readProducer(producer)),
      ...received.map(async (consumer) => meters.readConsumer(consumer)),
      meters.readTransport(media.recvTransport),
    ]);
    if (!this.#scope.closed && peer.session === session) this.#judge(room, seat, session);
  }

  #judge(room: Room, seat: Seat, { producers }: Session): void {
    const hops = producers.streams.flatMap(({ producer }) => {
      const hop = producer.paused ? undefined : this.#options.meters.uplink(producer);
      return hop === undefined ? [] : [{ kind: producer.kind, hop }];
    });
    const settled = settleNetwork(this.#networks.get(seat), judgeNetwork(hops));
    this.#networks.set(seat, settled);
    if ((seat.info.network ?? null) !== settled.shown) room.updateSeat(seat, { network: settled.shown });
    const jitterMs = Math.max(0, ...hops.map(({ hop }) => hop.jitterMs ?? 0));
    const isStuttering = jitterMs > HIGH_JITTER_MS;
    const { participantId, peerId } = seat;
    if (isStuttering && !this.#stuttering.has(seat)) {
      room.log.warn('jitter is high', { participantId, peerId, jitterMs: Math.round(jitterMs) });
    }
    if (isStuttering) this.#stuttering.add(seat);
    else this.#stuttering.delete(seat);
  }
}
