import type { PipeRow } from '@convene/db';
import { type PipedProducer, type PipePair, Pipes } from '@convene/horizontal';
import { type Limits, type MeetingId, RouterId, type ServerId } from '@convene/protocol';
import type { types } from 'mediasoup';
import type { Log } from '../media/Log.ts';
import type { PipeOptions } from '../media/mediaOptions.ts';
import { Scope } from '../media/Scope.ts';
import type { PipeUse, PipeWish, RoomPipes } from '../room/pipePorts.ts';
import { Countdown } from './Countdown.ts';
import { HeldPipe } from './HeldPipe.ts';
import { PipeSilence } from './PipeSilence.ts';
import { pipesBetween, pipesInside } from './pipeTransports.ts';

/** Routers of other servers; the server links have them. */
export interface RemoteRouters {
  /** Opens a link if there is none. @throws when the server or the router is out of reach */
  router(place: { serverId: ServerId; routerId: RouterId; meetingId: MeetingId }): Promise<types.Router>;
}

export type MediaPipesOptions = {
  readonly remote: RemoteRouters;
  readonly options: PipeOptions;
  readonly limits: Limits;
  readonly log: Log;
};

/** Looks at a pipe in the time after which one that is silent is made anew. */
const LOOKS = 4;

/** When producers are piped to routers of this server, and for how long (DESIGN §5); how is the library's. */
export class MediaPipes implements RoomPipes {
  readonly #options: MediaPipesOptions;
  readonly #pipes: Pipes;
  readonly #held = new Map<string, HeldPipe>();
  readonly #pairs = new Map<PipePair, MeetingId>();
  /** Of which it was said that nothing arrives, by their ends: each that is made in their place need not say so again. */
  readonly #silent = new Set<string>();
  readonly #scope = new Scope();
  readonly #listeners = new Set<(meetingId: MeetingId) => void>();

  constructor(options: MediaPipesOptions) {
    this.#options = options;
    this.#pipes = new Pipes({ stepMs: options.limits.workerRequestMs });
    this.#pipes.observer.on('newpair', (pair) => {
      const isOf = ({ wish: { origin, target } }: HeldPipe) =>
        target.id === pair.target.id && sourceIdOf(origin) === pair.source.id;
      const first = [...this.#held.values()].find(isOf);
      if (first === undefined) return;
      this.#watch(pair, first.wish.meetingId);
      if (first.wish.origin.on === 'elsewhere') this.#watchSilence(pair);
    });
  }

  use({ onProducer, ...wish }: PipeWish): PipeUse {
    // The server closes, and whoever asks is about to end.
    if (this.#scope.closed) return { setActive: () => {}, release: () => {} };
    const key = `${wish.producerId} ${wish.target.id}`;
    const known = this.#held.get(key);
    if (known !== undefined) return known.use(onProducer);
    const { limits, log } = this.#options;
    const held: HeldPipe = new HeldPipe({
      wish,
      limits,
      log,
      connect: async () => this.#connect(wish),
      onChanged: () => {
        if (held.state === undefined) this.#held.delete(key);
        this.#changed(wish.meetingId);
      },
    });
    this.#held.set(key, held);
    this.#changed(wish.meetingId);
    held.open();
    return held.use(onProducer);
  }

  /** A link to this server has opened: what was lost with the last one is piped again at once. */
  serverReachable(serverId: ServerId): void {
    for (const held of this.#held.values()) {
      const { origin } = held.wish;
      if (origin.on === 'elsewhere' && origin.serverId === serverId) held.retryNow();
    }
  }

  /** Rooms with a pipe that ends here. */
  get meetingIds(): ReadonlySet<MeetingId> {
    const held = [...this.#held.values()].map(({ wish }) => wish.meetingId);
    return new Set([...held, ...this.#pairs.values()]);
  }

  /** The pairs and piped producers of a room that end on this server, as the map is to have them. */
  pipesOf(meetingId: MeetingId): PipeRow[] {
    const pairs = new Map<string, PipeRow>();
    const piped: PipeRow[] = [];
    for (const { wish, state } of this.#held.values()) {
      if (wish.meetingId !== meetingId || state === undefined) continue;
      const { producerId, origin, target } = wish;
      const sourceRouterId = sourceIdOf(origin);
      const ids = { sourceRouterId, targetRouterId: target.id };
      piped.push({ ...ids, producerId, state });
      // Broken unless there is one.
      pairs.set(`${sourceRouterId} ${target.id}`, { ...ids, producerId: null, state: 'broken' });
    }
    for (const [pair, of] of this.#pairs) {
      if (of !== meetingId || pair.state === 'closed') continue;
      const ids = {
        sourceRouterId: RouterId.parse(pair.source.id),
        targetRouterId: RouterId.parse(pair.target.id),
      };
      pairs.set(`${pair.source.id} ${pair.target.id}`, { ...ids, producerId: null, state: pair.state });
    }
    return [...pairs.values(), ...piped];
  }

  /** Told of each room for which `pipesOf` answers something else than before. */
  onChanged(listener: (meetingId: MeetingId) => void): void {
    this.#listeners.add(listener);
  }

  /** Closes all pipes to this server's routers. */
  close(): void {
    this.#scope.close();
    for (const held of [...this.#held.values()]) held.close();
    this.#pipes.close();
  }

  #changed(meetingId: MeetingId): void {
    for (const listener of this.#listeners) listener(meetingId);
  }

  async #connect({ meetingId, producerId, origin, target }: HeldPipe['wish']): Promise<PipedProducer> {
    if (origin.on === 'here') {
      const router = { router: origin.router.router, transport: pipesInside };
      return this.#pipes.pipe({
        source: router,
        target: { router: target.router, transport: pipesInside },
        producerId,
      });
    }
    const { serverId, routerId } = origin;
    const router = await this.#options.remote.router({ serverId, routerId, meetingId });
    const transport = pipesBetween(this.#options.options);
    return this.#pipes.pipe({
      source: { router, transport },
      target: { router: target.router, transport },
      producerId,
    });
  }

  /** A pair is of the room of its target, and closes when nothing has gone over it for a while. */
  #watch(pair: PipePair, meetingId: MeetingId): void {
    const { limits } = this.#options;
    const ids = { meetingId, sourceRouterId: pair.source.id, targetRouterId: pair.target.id };
    const log = this.#options.log.child(ids);
    this.#pairs.set(pair, meetingId);
    const idle = new Countdown(this.#scope, limits.pipeIdleMs, () => {
      if (pair.isIdle) pair.close();
    });
    pair.observer.on('newproducer', (piped) => {
      idle.cancel();
      piped.observer.once('close', () => {
        if (pair.producers.size === 0) idle.start();
      });
    });
    pair.observer.once('open', () => {
      log.info('pipe opened');
      this.#changed(meetingId);
    });
    pair.observer.once('close', () => {
      log.info('pipe closed');
      idle.cancel();
      this.#pairs.delete(pair);
      this.#changed(meetingId);
    });
    this.#changed(meetingId);
  }
  /** The way of the packets may be broken while that of the link is not: then both ends are made anew. */
  #watchSilence(pair: PipePair): void {
    const log = this.#options.log.child({ sourceRouterId: pair.source.id, targetRouterId: pair.target.id });
    const silence = new PipeSilence({
      received: async () => (await pair.getStats())[0]?.rtpBytesReceived,
      sent: async () => (await pair.getSourceStats())[0]?.rtpBytesSent,
    });
    const ends = `${pair.source.id} ${pair.target.id}`;
    let isLooking = false;
    const look = async () => {
      if (isLooking) return;
      isLooking = true;
      try {
        const isSilent = await silence.look();
        if (silence.hasArrived && !isSilent) this.#silent.delete(ends);
        if (!isSilent || pair.state === 'closed') return;
        log[this.#silent.has(ends) ? 'debug' : 'warn']('pipe is silent, made anew');
        this.#silent.add(ends);
        pair.close();
      } catch (error) {
        // Whoever cannot be asked is about to be lost with its link.
        log.debug('pipe not looked at', { error });
      } finally {
        isLooking = false;
      }
    };
    const scope = new Scope();
    scope.interval(this.#options.limits.pipeSilentMs / LOOKS, () => void look());
    pair.observer.once('close', () => scope.close());
  }
}

const sourceIdOf = (origin: PipeWish['origin']): RouterId =>
  origin.on === 'here' ? origin.router.id : origin.routerId;
