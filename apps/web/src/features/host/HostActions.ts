import type { HostApi } from '@convene/meeting-client';
import type { BanId, KnockId, ParticipantId, StoppableSource, StreamId } from '@convene/protocol';
import { Store } from '../../ui/Store.ts';
import { Undertakings } from './Undertakings.ts';

/** What is asked before it is done: it cannot be taken back, or it touches everybody. */
export type Question =
  | { readonly type: 'remove' | 'handOver'; readonly participantId: ParticipantId; readonly name: string }
  | { readonly type: 'muteAll' | 'lowerAllHands' | 'refuseAll' | 'endMeeting' };

type Options = {
  readonly requests: HostApi;
  readonly onFailure: (error: unknown) => void;
  /** @throws AppError while the server is out of reach */
  readonly requireReach?: (() => void) | undefined;
};

/** The key under which an undertaking is waited for, where more than one control shows it. */
export const undertakingOf = {
  hand: 'hand',
  locked: 'locked',
  waitingRoom: 'waitingRoom',
  knock: (knockId: KnockId | 'all') => `knock ${knockId}`,
  ban: (banId: BanId) => `ban ${banId}`,
  stop: (participantId: ParticipantId, source: StoppableSource) => `stop ${source} ${participantId}`,
};

/** The host tools as the screen uses them, and the person's own hand. */
export class HostActions {
  readonly undertakings: Undertakings;
  /** What is being asked; undefined: nothing. */
  readonly question = new Store<Question | undefined>(undefined);
  readonly #requests: HostApi;
  /** What the person wants of their own hand: one that goes down otherwise was lowered by somebody else. */
  #handWanted = false;

  constructor({ requests, onFailure, requireReach }: Options) {
    this.#requests = requests;
    this.undertakings = new Undertakings({ onFailure, requireReach });
  }

  get handWanted(): boolean {
    return this.#handWanted;
  }

  readonly ask = (question: Question): void => this.question.set(question);
  /** Not what is asked by then, when it is another question. */
  readonly dismiss = (question: Question): void => {
    if (this.question.get() === question) this.question.set(undefined);
  };

  async setHandRaised(raised: boolean): Promise<void> {
    const before = this.#handWanted;
    this.#handWanted = raised;
    const done = await this.undertakings.run(undertakingOf.hand, () => this.#requests.raiseHand(raised));
    if (!done) this.#handWanted = before;
  }

  /** As the server says it: after a reload, or when somebody else lowered it. */
  handSeen(raised: boolean): void {
    if (!this.undertakings.underWay.get().has(undertakingOf.hand)) this.#handWanted = raised;
  }

  lowerHand = (participantId: ParticipantId) =>
    this.undertakings.run(`hand ${participantId}`, () => this.#requests.lowerHand(participantId));

  lowerAllHands = () => this.undertakings.run('lowerAllHands', () => this.#requests.lowerAllHands());

  stop = (participantId: ParticipantId, source: StoppableSource) =>
    this.undertakings.run(undertakingOf.stop(participantId, source), () =>
      this.#requests.stopSource(participantId, source),
    );

  muteAll = () => this.undertakings.run('muteAll', () => this.#requests.muteAll());

  pinForAll = (streamId: StreamId | null) =>
    this.undertakings.run('pinForAll', () => this.#requests.pinForAll(streamId));

  setLocked = (locked: boolean) =>
    this.undertakings.run(undertakingOf.locked, () => this.#requests.setLocked(locked));

  setWaitingRoom = (waitingRoom: boolean) =>
    this.undertakings.run(undertakingOf.waitingRoom, () => this.#requests.setWaitingRoom(waitingRoom));

  answerKnock = (knockId: KnockId | 'all', admit: boolean) =>
    this.undertakings.run(undertakingOf.knock(knockId), () => {
      const knocks = knockId === 'all' ? ('all' as const) : [knockId];
      return admit ? this.#requests.admit(knocks) : this.#requests.refuse(knocks);
    });

  remove = (participantId: ParticipantId, options: { readonly keepOut: boolean }) =>
    this.undertakings.run(`remove ${participantId}`, () =>
      this.#requests.removeParticipant(participantId, options),
    );

  letBackIn = (banId: BanId) =>
    this.undertakings.run(undertakingOf.ban(banId), () => this.#requests.letBackIn(banId));

  setRole = (participantId: ParticipantId, role: 'cohost' | 'participant') =>
    this.undertakings.run(`role ${participantId}`, () => this.#requests.setRole(participantId, role));

  handOver = (participantId: ParticipantId) =>
    this.undertakings.run('handOver', () => this.#requests.handOver(participantId));

  endMeeting = () => this.undertakings.run('endMeeting', () => this.#requests.endMeeting());
}
