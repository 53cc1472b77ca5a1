import type { AppError, Limits, MeetingId, ProducerId, ServerId } from '@convene/protocol';
import type {
  LinkedStreamStats,
  PartEvent,
  PartSnapshot,
  StopOrder,
  WantedLayer,
} from '@convene/protocol/link';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import { wishOnWire } from '../room/demandRules.ts';
import type { RoomSubscriber } from '../room/ports.ts';
import { Backoff } from './Backoff.ts';
import type { Link } from './Link.ts';
import type { LinkClient } from './linkPorts.ts';
import { Countdown } from './Countdown.ts';
import { applyPartEvent, awaitedOf, stillAwaited } from './mirror.ts';

/**
 * Where the word of a part comes from. `rows`: read from the database, or what was mirrored last, until the server
 * itself has answered. `mirrored`: from the server, over the link, in order; `awaited` are those whom it has not named yet.
 * `absent`: the server is reached and has no such room, whatever the rows still say.
 */
type Source =
  | { readonly state: 'rows'; readonly part: PartSnapshot; readonly isRead: boolean }
  | { readonly state: 'mirrored'; readonly part: PartSnapshot; readonly awaited: PartSnapshot }
  | { readonly state: 'absent' };

export type OtherPartOptions = {
  readonly meetingId: MeetingId;
  readonly link: Pick<Link, 'serverId' | 'isReachable' | 'onChange'> & {
    readonly client: Pick<LinkClient, 'watchRoom' | 'reportDemand' | 'order' | 'readStreamStats'>;
  };
  readonly subscriber: Pick<
    RoomSubscriber,
    'partChanged' | 'seatTakenElsewhere' | 'signalReceived' | 'chatAppended'
  >;
  /** Its server has changed in the database who may be in the room, or with which rights. */
  readonly onRoomChanged: () => void;
  readonly limits: Limits;
  readonly log: Log;
};

type PartEventOf<T extends PartEvent['type']> = Extract<PartEvent, { type: T }>;

const NOTHING: PartSnapshot = { participants: [], streams: [], speaker: null };

/** One other server's part in a room: watched over the link to it, with the database's word for the time without. */
export class OtherPart {
  readonly serverId: ServerId;
  readonly #options: OtherPartOptions;
  readonly #scope = new Scope();
  readonly #backoff: Backoff;
  readonly #stopAwaiting: Countdown;
  #source: Source = { state: 'rows', part: NOTHING, isRead: false };
  #stopWatching: (() => void) | undefined;
  /** Of a stream that is not in it all is wanted. */
  #demands: ReadonlyMap<ProducerId, WantedLayer> = new Map();
  #isTold = false;

  constructor(options: OtherPartOptions) {
    const { link, limits } = options;
    this.serverId = link.serverId;
    this.#options = options;
    this.#backoff = new Backoff({ first: limits.linkRetryMs, most: limits.linkRetryMostMs });
    // What was on its way when the part was sent comes no later than any answer.
    this.#stopAwaiting = new Countdown(this.#scope, limits.linkCallMs, () => this.#awaitNobody());
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
        this.#source = { state: 'rows', part: rows ?? NOTHING, isRead: true };
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

  /** @throws AppError timeout, and what the other server answers */
  async order(order: StopOrder): Promise<void> {
    await this.#options.link.client.order(order);
  }

  /** @throws AppError timeout, and what the server answers */
  async readStreamStats(producerId: ProducerId): Promise<LinkedStreamStats> {
    const { link, meetingId } = this.#options;
    return link.client.readStreamStats({ meetingId, producerId });
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
    if (event.type === 'roomChanged') return this.#options.onRoomChanged();
    // Only the whole part begins a mirror: what comes before it changes something that is not known.
    if (this.#source.state !== 'mirrored' && event.type !== 'part') return undefined;
    const before = this.#source.state === 'mirrored' ? this.#source.part : NOTHING;
    if (event.type === 'participantLeft') this.#tellTaken(event, before);
    const part = applyPartEvent(before, event);
    this.#source = { state: 'mirrored', part, awaited: this.#awaitedAfter(event) };
    if (part !== before || event.type === 'participantLeft') this.#tell();
    if (event.type === 'part') {
      this.#stopAwaiting.cancel();
      this.#stopAwaiting.start();
      this.#backoff.reset();
      this.#sendDemand();
    }
    return undefined;
  }

  /**
   * Whoever was superseded, and not by a peer of the same server, has a seat on another one: of that this server may not
   * have heard yet, be it itself that gives the seat.
   */
  #tellTaken({ peerId, reason }: PartEventOf<'participantLeft'>, { participants }: PartSnapshot): void {
    if (reason !== 'takenOver' && reason !== 'replaced') return;
    const former = participants.find((participant) => participant.peerId === peerId);
    if (former === undefined) return;
    const { participantId, seatEpoch } = former;
    this.#options.subscriber.seatTakenElsewhere({ participantId, seatEpoch: seatEpoch + 1 });
  }

  /** Who sits down while their server's part is on its way is in the rows, and in the part's first change. */
  #awaitedAfter(event: PartEvent): PartSnapshot {
    const source = this.#source;
    if (source.state === 'mirrored' && event.type !== 'part') return stillAwaited(source.awaited, event);
    const isRead = source.state === 'rows' && source.isRead;
    return isRead && event.type === 'part' ? awaitedOf(source.part, event.part) : NOTHING;
  }

  #awaitNobody(): void {
    if (this.#source.state !== 'mirrored') return;
    const { awaited } = this.#source;
    this.#source = { ...this.#source, awaited: NOTHING };
    if (awaited.participants.length + awaited.streams.length > 0) this.#tell();
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
    if (this.#source.state === 'absent') this.#source = { state: 'rows', part: NOTHING, isRead: false };
    else this.#unmirror();
    if (this.#isTold) this.#tell();
  }

  #unmirror(): void {
    this.#stopAwaiting.cancel();
    if (this.#source.state !== 'mirrored') return;
    // Those who are awaited may well sit there: nobody can be asked now.
    this.#source = { state: 'rows', part: wholeOf(this.#source), isRead: false };
  }

  #tell(): void {
    if (this.#source.state === 'absent') return;
    const { subscriber, link } = this.#options;
    this.#isTold = true;
    // A server that answers for its part is reached, whatever the link has noticed of its own state.
    const reachable = this.isMirrored || link.isReachable;
    const part = this.#source.state === 'mirrored' ? wholeOf(this.#source) : this.#source.part;
    subscriber.partChanged(this.serverId, { serverId: this.serverId, reachable, ...part });
  }

  #forget(): void {
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#options.subscriber.partChanged(this.serverId, undefined);
  }

  #sendDemand(): void {
    const { link, meetingId, log } = this.#options;
    const demands = [...this.#demands].map(([producerId, wanted]) => ({ producerId, ...wishOnWire(wanted) }));
    link.client.reportDemand({ meetingId, demands }).catch((error: unknown) => {
      // It is told again when the link is back.
      log.info('demand not reported', { serverId: this.serverId, error });
    });
  }
}

/** With those whom the server has not named yet. */
function wholeOf({ part, awaited }: Extract<Source, { state: 'mirrored' }>): PartSnapshot {
  return {
    ...part,
    participants: [...part.participants, ...awaited.participants],
    streams: [...part.streams, ...awaited.streams],
  };
}
