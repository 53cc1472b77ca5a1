import type {
  BanId,
  KnockId,
  ParticipantId,
  RoomEventOf,
  StoppableSource,
  StreamId,
} from '@convene/protocol';
import type { HostApi, HostNews } from './hostApi.ts';
import type { HostCall } from './SignalingClient.ts';

export type HostToolsOptions = {
  /** @throws AppError wrongState when this client sits nowhere */
  readonly ask: (call: HostCall) => Promise<void>;
  /** The meeting is over for this client. */
  readonly isOver: () => boolean;
  readonly turnOff: (source: StoppableSource) => Promise<void>;
};

/** The host tools of one client: what it asks for, and what others with the right did to it. */
export class HostTools implements HostApi {
  readonly #options: HostToolsOptions;
  readonly #listeners = new Set<(news: HostNews) => void>();

  constructor(options: HostToolsOptions) {
    this.#options = options;
  }

  raiseHand = (raised: boolean): Promise<void> => this.#ask((trpc) => trpc.raiseHand.mutate({ raised }));
  lowerHand = (participantId: ParticipantId): Promise<void> =>
    this.#ask((trpc) => trpc.lowerHand.mutate({ participantId }));
  lowerAllHands = (): Promise<void> => this.#ask((trpc) => trpc.lowerAllHands.mutate());
  stopSource = (participantId: ParticipantId, source: StoppableSource): Promise<void> =>
    this.#ask((trpc) => trpc.stopSource.mutate({ participantId, source }));
  muteAll = (): Promise<void> => this.#ask((trpc) => trpc.muteAll.mutate());
  pinForAll = (streamId: StreamId | null): Promise<void> =>
    this.#ask((trpc) => trpc.pinForAll.mutate({ streamId }));
  setLocked = (locked: boolean): Promise<void> => this.#ask((trpc) => trpc.setLocked.mutate({ locked }));
  setWaitingRoom = (waitingRoom: boolean): Promise<void> =>
    this.#ask((trpc) => trpc.setWaitingRoom.mutate({ waitingRoom }));
  admit = (knocks: readonly KnockId[] | 'all'): Promise<void> => this.#answer(knocks, true);
  refuse = (knocks: readonly KnockId[] | 'all'): Promise<void> => this.#answer(knocks, false);
  removeParticipant = (participantId: ParticipantId, { keepOut }: { keepOut: boolean }): Promise<void> =>
    this.#ask((trpc) => trpc.removeParticipant.mutate({ participantId, keepOut }));
  letBackIn = (banId: BanId): Promise<void> => this.#ask((trpc) => trpc.letBackIn.mutate({ banId }));
  setRole = (participantId: ParticipantId, role: 'cohost' | 'participant'): Promise<void> =>
    this.#ask((trpc) => trpc.setRole.mutate({ participantId, role }));
  handOver = (participantId: ParticipantId): Promise<void> =>
    this.#ask((trpc) => trpc.handOver.mutate({ participantId }));
  async endMeeting(): Promise<void> {
    try {
      await this.#ask((trpc) => trpc.endMeeting.mutate());
    } catch (error) {
      // The end itself may be heard before the answer, which then has no socket to come over.
      if (!this.#options.isOver()) throw error;
    }
  }

  onNews(listener: (news: HostNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Its own buttons follow, so that what the person sees is what is sent. */
  stopped({ source, by }: RoomEventOf<'stoppedByHost'>): void {
    void this.#options.turnOff(source);
    this.#tell({ type: 'stopped', source, by });
  }

  async #answer(knocks: readonly KnockId[] | 'all', admit: boolean): Promise<void> {
    // Nobody is meant.
    if (knocks.length === 0) return;
    await this.#ask((trpc) =>
      trpc.answerKnocks.mutate({ knocks: knocks === 'all' ? knocks : [...knocks], admit }),
    );
  }

  async #ask(call: HostCall): Promise<void> {
    await this.#options.ask(call);
  }

  #tell(news: HostNews): void {
    for (const listener of this.#listeners) listener(news);
  }
}
