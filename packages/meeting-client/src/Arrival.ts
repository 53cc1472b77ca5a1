import {
  AppError,
  assertNever,
  type EnterInput,
  type ErrorCode,
  type Joined,
  type JoinInput,
  type SeatEpoch,
  type SeatKey,
  type ServerId,
} from '@convene/protocol';
import type { WebApi } from './api.ts';
import { backoffMs, comingBack } from './backoff.ts';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import type { Devices } from './Devices.ts';
import { PeerSession, type PeerSessionNews, type PeerSessionOwner } from './PeerSession.ts';
import type { Wait } from './RecoveryWatch.ts';
import type { Scope } from './Scope.ts';
import { isFinal, requestServer } from './serverRequest.ts';

/** What `join` says of this person. */
export type JoinState = Pick<JoinInput, 'muted' | 'cameraOff' | 'view'>;

export type ArrivalOptions = {
  readonly slug: string;
  readonly web: WebApi;
  readonly devices: Devices;
  readonly log: ClientLog;
  readonly webSocket?: typeof WebSocket | undefined;
  readonly owner: PeerSessionOwner;
  readonly news: PeerSessionNews;
  readonly seat: () => {
    readonly seatKey: SeatKey;
    readonly heldSeatEpoch: SeatEpoch | undefined;
    /** A peer of this client sits in it, and goes on until the next one has taken over. */
    readonly moving: boolean;
  };
  readonly joinState: () => JoinState;
  /** No server can be had before that; undefined: one is asked for again. */
  readonly onWait: (wait: Wait | undefined) => void;
};

export type Opened =
  /** `waited`: there was no server at first, so that what was known of servers before is out of date. */
  | { readonly result: 'opened'; readonly session: PeerSession; readonly waited: boolean }
  | { readonly result: 'ended' }
  | { readonly result: 'failed'; readonly code: ErrorCode };

export type SeatTaken =
  | {
      readonly result: 'joined';
      readonly session: PeerSession;
      readonly joined: Joined;
      readonly asked: JoinState;
    }
  /** Somebody with the right is asked to let this person in. */
  | { readonly result: 'waiting'; readonly session: PeerSession; readonly since: number }
  /** Another tab sits in it. */
  | { readonly result: 'occupied'; readonly session: PeerSession }
  | Exclude<Opened, { result: 'opened' }>;

export type TakeSeatOptions = {
  readonly name: string;
  readonly takeOver: boolean;
  readonly attempts: number;
  /** The peer that was lost. */
  readonly lost?: PeerSession | undefined;
};

const JOIN_DEADLINE_MS = 10_000;
const MAX_SERVERS_AVOIDED = 8;

/**
 * The way to a seat: asks the web app for a server, opens a peer there, the candidate, and joins with it. Whatever takes
 * time belongs to a turn, a Scope: when that is closed something newer has begun, and the answer is undefined.
 */
export class Arrival {
  readonly #options: ArrivalOptions;
  #candidate: PeerSession | undefined;

  constructor(options: ArrivalOptions) {
    this.#options = options;
  }

  get candidate(): PeerSession | undefined {
    return this.#candidate;
  }

  /** The candidate sits now: it is its owner's. */
  release(): void {
    this.#candidate = undefined;
  }

  close(): void {
    this.#candidate?.close();
    this.#candidate = undefined;
  }

  /** Asks for a server until there is one and opens a peer there. */
  async open(turn: Scope, more: Pick<EnterInput, 'avoid' | 'lost'> = {}): Promise<Opened | undefined> {
    const { web, slug, seat } = this.#options;
    const { lost, avoid = [] } = more;
    for (let waits = 0; ; waits += 1) {
      const waited = waits > 0;
      const input = { slug, ...seat(), lost, avoid: waited ? [] : avoid };
      const answer = await requestServer(web, input, waits);
      if (turn.closed) return undefined;
      if (answer.result === 'entered') {
        const { devices, log, webSocket, owner, news, joinState: muteState } = this.#options;
        this.#candidate?.close();
        const { entered } = answer;
        this.#candidate = new PeerSession({ entered, devices, log, webSocket, owner, news, muteState });
        return { result: 'opened', session: this.#candidate, waited };
      }
      // An answer to another question.
      if (answer.result === 'serverUp') return { result: 'failed', code: 'internal' };
      if (answer.result !== 'wait') return answer;
      this.#options.onWait({ retryAt: Date.now() + answer.ms, why: answer.why });
      if (!(await turn.sleep(answer.ms))) return undefined;
      this.#options.onWait(undefined);
    }
  }

  /** Joins with the candidate that stands; when that fails, with another one. @throws AppError after the last attempt */
  async takeSeat(turn: Scope, options: TakeSeatOptions): Promise<SeatTaken | undefined> {
    let { takeOver } = options;
    for (let failures = 1; ; failures += 1) {
      const opened = await this.#standing(turn, options.lost);
      if (opened?.result !== 'opened') return opened;
      try {
        return await this.#join(turn, opened.session, { ...options, takeOver });
      } catch (error) {
        if (turn.closed) return undefined;
        const { code } = clientErrorOf(error);
        this.#options.log.warn('join failed', { code, failures });
        // With another name the same peer will do.
        if (code === 'invalidName') throw error;
        // After a lost answer the same peer asks again on its next socket, and is answered alike; only another peer
        // would find the seat taken, by the one that nobody knows of.
        if (code === 'timeout') takeOver ||= !opened.session.entered.seat.occupied;
        else opened.session.close();
        if (isFinal(code) || failures >= options.attempts) throw error;
      }
      if (!(await turn.sleep(backoffMs(failures - 1, comingBack.retry)))) return undefined;
    }
  }

  /** The candidate that is open, or a new one that does not come to the server where the last was lost. */
  async #standing(turn: Scope, lost: PeerSession | undefined): Promise<Opened | undefined> {
    const before = this.#candidate;
    if (before?.closed === false) return { result: 'opened', session: before, waited: false };
    const server = (before ?? lost)?.entered.server;
    return this.open(turn, server && { lost: { serverId: server.serverId, epoch: server.epoch } });
  }

  /** Joins with this peer, or on the server to which it is sent. */
  async #join(turn: Scope, first: PeerSession, options: TakeSeatOptions): Promise<SeatTaken | undefined> {
    const { name, takeOver } = options;
    let avoid: readonly ServerId[] = [];
    for (let session = first; ;) {
      const asked = this.#options.joinState();
      const { heldSeatEpoch, moving } = this.#options.seat();
      const attempt = session;
      const cancel = turn.timeout(JOIN_DEADLINE_MS, () => attempt.close());
      // Whoever is moved waits for nothing: with transports that stand, nobody else does after the join either.
      if (moving) await session.prepare().catch(() => undefined);
      const answer = await session.join({ ...asked, name, takeOver, heldSeatEpoch }).finally(cancel);
      if (turn.closed) return undefined;
      switch (answer.result) {
        case 'joined': {
          return { result: 'joined', session, joined: answer, asked };
        }
        case 'seatTaken': {
          return { result: 'occupied', session };
        }
        case 'waiting': {
          return { result: 'waiting', session, since: answer.since };
        }
        case 'elsewhere': {
          const { serverId } = session.entered.server;
          avoid = [...avoid, serverId];
          if (avoid.length > MAX_SERVERS_AVOIDED) throw AppError.serverFull(serverId);
          const opened = await this.open(turn, { avoid: [...avoid] });
          if (opened?.result !== 'opened') return opened;
          session = opened.session;
          if (opened.waited) avoid = [];
          break;
        }
        default: {
          assertNever(answer);
        }
      }
    }
  }
}
