import type { AppError, Limits, MeetingId, ProducerId, ServerId } from '@convene/protocol';
import type { PartEvent, PartSnapshot, WantedLayer } from '@convene/protocol/link';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import type { RoomSubscriber } from '../room/ports.ts';
import { Backoff } from './Backoff.ts';
import type { Link } from './Link.ts';
import { applyPartEvent } from './mirror.ts';

/**
 * Where the word of a part comes from. `rows`: from the database, or what was mirrored last, until the server itself
 * has answered. `mirrored`: from the server, over the link, in order. `absent`: the server is reached and has no such
 * room, whatever the rows still say.
 */
type Source =
  | { readonly state: 'rows'; readonly part: PartSnapshot }
  | { readonly state: 'mirrored'; readonly part: PartSnapshot }
  | { readonly state: 'absent' };

export type OtherPartOptions = {
  readonly meetingId: MeetingId;
  readonly link: Link;
  readonly subscriber: RoomSubscriber;
  readonly limits: Limits;
  readonly log: Log;
};

const NOTHING: PartSnapshot = { participants: [], streams: [], speaker: null };

/** One other server's part in a room: watched over the link to it, with the database's word for the time without. */
export class OtherPart {
  readonly serverId: ServerId;
  readonly #options: OtherPartOptions;
  readonly #scope = new Scope();
  readonly #backoff: Backoff;
  #source: Source = { state: 'rows', part: NOTHING };
  #stopWatching: (() => void) | undefined;
  /** Of a stream that is not in it all is wanted. */
  #demands: ReadonlyMap<ProducerId, WantedLayer> = new Map();
  #isTold = false;

  constructor(options: OtherPartOptions) {
    const { link, limits } = options;
    this.serverId = link.serverId;
    this.#options = options;
    this.#backoff = new Backoff({ first: limits.linkRetryMs, most: limits.linkRetryMostMs });
    this.#scope.defer(link.onChange(() => this.#linkChanged()));
    this.#scope.defer(() => this.#stopWatching?.());
    this.#watch();
  }

  /** The server answers for its part itself. */
  get isMirrored(): boolean {
    return this.#source.state === 'mirrored';
  }

  /** What the database has of it now; undefined: it has nothing. Answers whether the part is still one. */
  learn(rows: PartSnapshot | undefined): boolean {
    switch (this.#source.state) {
      case 'mirrored': {
        // An expired lease, or a row that came late, is nothing against the server's own word (DESIGN §5, §6).
        return true;
      }
      case 'absent': {
        return rows !== undefined;
      }
      case 'rows': {
        this.#source = { state: 'rows', part: rows ?? NOTHING };
        if (rows !== undefined) this.#tell();
        return rows !== undefined;
      }
      default: {
        this.#source satisfies never;
        return false;
      }
    }
  }

  /** It is announced that somebody sits there: the server is asked at once. */
  expect(): void {
    if (this.#source.state === 'absent') this.#watchAgain(0);
  }

  /** What this server's people want of its streams: told again each time the link is back. */
  reportDemand(demands: ReadonlyMap<ProducerId, WantedLayer>): void {
    this.#demands = demands;
    if (this.#source.state === 'mirrored') this.#sendDemand();
  }

  close(): void {
    if (this.#scope.closed) return;
    this.#scope.close();
    this.#forget();
  }

  #watch(): void {
    const { link, meetingId } = this.#options;
    this.#stopWatching = link.client.watchRoom(meetingId, {
      onEvent: (event) => this.#hear(event),
      onEnd: (error) => this.#ended(error),
    });
  }

  #watchAgain(ms: number): void {
    this.#stopWatching?.();
    this.#stopWatching = this.#scope.timeout(ms, () => this.#watch());
  }

  #hear(event: PartEvent): void {
    const { subscriber } = this.#options;
    if (event.type === 'signal') return subscriber.signalReceived(this.serverId, event.down);
    if (event.type === 'chatAppended') return subscriber.chatAppended(event.seq);
    // Only the whole part begins a mirror: what comes before it changes something that is not known.
    if (this.#source.state !== 'mirrored' && event.type !== 'part') return undefined;
    const before = this.#source.state === 'mirrored' ? this.#source.part : NOTHING;
    const part = applyPartEvent(before, event);
    this.#source = { state: 'mirrored', part };
    if (part !== before) this.#tell();
    if (event.type === 'part') {
      this.#backoff.reset();
      this.#sendDemand();
    }
    return undefined;
  }

  /** The server answers no more for its part, while the link to it may well stand. */
  #ended(error: AppError | undefined): void {
    const isGone = error === undefined || error.code === 'meetingNotFound';
    if (!isGone) {
      const { code, details } = error;
      this.#options.log.warn('part not watched', { serverId: this.serverId, code, ...details });
    }
    if (isGone) {
      this.#source = { state: 'absent' };
      this.#forget();
    } else this.#unmirror();
    this.#watchAgain(this.#backoff.next());
  }

  #linkChanged(): void {
    if (this.#options.link.isReachable) return;
    // Nobody there can say any more that there is no such room.
    if (this.#source.state === 'absent') this.#source = { state: 'rows', part: NOTHING };
    else this.#unmirror();
    if (this.#isTold) this.#tell();
  }

  #unmirror(): void {
    if (this.#source.state === 'mirrored') this.#source = { state: 'rows', part: this.#source.part };
  }

  #tell(): void {
    if (this.#source.state === 'absent') return;
    const { subscriber, link } = this.#options;
    this.#isTold = true;
    // A server that answers for its part is reached, whatever the link has noticed of its own state.
    const reachable = this.isMirrored || link.isReachable;
    subscriber.partChanged(this.serverId, { serverId: this.serverId, reachable, ...this.#source.part });
  }

  #forget(): void {
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#options.subscriber.partChanged(this.serverId, undefined);
  }

  #sendDemand(): void {
    const { link, meetingId, log } = this.#options;
    const demands = [...this.#demands].map(([producerId, spatialLayer]) => ({ producerId, spatialLayer }));
    link.client.reportDemand({ meetingId, demands }).catch((error: unknown) => {
      // It is told again when the link is back.
      log.info('demand not reported', { serverId: this.serverId, error });
    });
  }
}
