import type { Scope } from '../media/Scope.ts';
import type { Gathering } from './Gathering.ts';
import type { RoomSubscriber } from './ports.ts';

export type SeatsElsewhereOptions = {
  readonly gathering: Pick<Gathering, 'members' | 'leaving' | 'roster' | 'talk' | 'update'>;
  /** The gathering's. */
  readonly scope: Scope;
  /** How long somebody counts who has a seat, and of whom no server tells. */
  readonly linkCallMs: number;
};

type SeatTaken = Parameters<RoomSubscriber['seatTakenElsewhere']>[0];
type SeatRead = Parameters<RoomSubscriber['seatRead']>[0];

/** What the people here become when seats are taken on other servers: a peer that a move left goes on, a lower one ends. */
export class SeatsElsewhere {
  readonly #options: SeatsElsewhereOptions;

  constructor(options: SeatsElsewhereOptions) {
    this.#options = options;
  }

  taken({ participantId, seatEpoch, predecessor }: SeatTaken): void {
    const { gathering } = this.#options;
    const member = gathering.members.get(participantId);
    if (member !== undefined && member.seat.seatEpoch >= seatEpoch) return;
    if (member !== undefined && member.peer.peerId === predecessor) {
      // It has nothing to send meanwhile.
      if (member.peer.session === undefined) {
        this.expect({ participantId, seatEpoch });
        member.peer.close('replaced');
        return;
      }
      gathering.members.delete(participantId);
      gathering.leaving.add(member);
      gathering.talk.forget(participantId);
      gathering.update();
      return;
    }
    // Of several moves in a row each predecessor goes on; what is known already says nothing new.
    const isNews = gathering.roster.seatEpochOf(participantId) < seatEpoch;
    this.expect({ participantId, seatEpoch });
    member?.peer.close('takenOver');
    if (predecessor === undefined && isNews) gathering.leaving.closeOf(participantId, 'takenOver');
  }

  /** Their server is about to tell of them: until then they are not gone. */
  expect({ participantId, seatEpoch }: SeatRead): void {
    const { gathering, scope, linkCallMs } = this.#options;
    if (!gathering.roster.expect(participantId, seatEpoch)) return;
    scope.timeout(linkCallMs, () => {
      gathering.roster.stopExpecting(participantId, seatEpoch);
      gathering.update();
    });
  }
}
