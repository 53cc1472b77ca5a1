import type { MeetingClientApi, MeetingSnapshot } from '@convene/meeting-client';
import { assertNever, type ParticipantId, type StoppableSource } from '@convene/protocol';
import type { HostNotice, Notice } from '../meeting/notices.ts';
import { isHostOrCohost } from './hostRights.ts';

type Client = Pick<MeetingClientApi, 'getSnapshot' | 'subscribe'> & {
  readonly host: Pick<MeetingClientApi['host'], 'onNews'>;
};

type Options = {
  readonly client: Client;
  readonly tell: (notice: Notice) => void;
  /** The person's own hand, and whether they want it up. */
  readonly hand: { readonly handWanted: boolean; handSeen(raised: boolean): void };
};

/** Tells people what others with more rights did to them and to the meeting, and hosts and co-hosts whose hand went up. */
export class HostNotices {
  readonly #options: Options;
  #before: MeetingSnapshot | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  open(): () => void {
    const { client } = this.#options;
    this.#compare();
    const unsubscribe = [
      client.subscribe(() => this.#compare()),
      client.host.onNews((news) => {
        if (news.type === 'stopped') this.#tell(stopped(news.source), this.#nameOf(news.by));
      }),
    ];
    return () => {
      for (const each of unsubscribe) each();
      this.#before = undefined;
    };
  }

  #compare(): void {
    const now = this.#options.client.getSnapshot();
    // While this client is being brought back, what it knows may be old.
    if (now.phase.state !== 'joined' || now.phase.connection !== 'connected') return;
    const before = this.#before;
    this.#before = now;
    this.#followOwnHand(before, now);
    if (before === undefined) return;
    this.#tellRoles(before, now);
    this.#tellHands(before, now);
    this.#tellDoor(before, now);
  }

  #tellRoles(before: MeetingSnapshot, now: MeetingSnapshot): void {
    const [was, is] = [before.self?.role, now.self?.role];
    if (was !== is) {
      if (is === 'host') this.#tell('nowHost');
      else if (is === 'cohost' && was === 'participant') this.#tell('nowCohost');
      else if (is === 'participant' && was === 'cohost') this.#tell('noLongerCohost');
    }
    const host = hostOf(now);
    const isNew = host !== undefined && host.participantId !== hostOf(before)?.participantId;
    if (isNew && host.participantId !== now.self?.participantId) this.#tell('newHost', host.name);
  }

  #tellHands(before: MeetingSnapshot, now: MeetingSnapshot): void {
    if (before.roomState.hands === now.roomState.hands || !isHostOrCohost(now.self?.role)) return;
    for (const { participantId, name } of now.participants) {
      const isNew =
        now.roomState.hands[participantId] !== undefined &&
        before.roomState.hands[participantId] === undefined;
      if (isNew && participantId !== now.self?.participantId) this.#tell('handRaised', name);
    }
  }

  #tellDoor({ roomState: was }: MeetingSnapshot, { roomState: is, self }: MeetingSnapshot): void {
    if (was.locked !== is.locked) this.#tell(is.locked ? 'locked' : 'unlocked');
    if (was.waitingRoom !== is.waitingRoom && isHostOrCohost(self?.role)) {
      this.#tell(is.waitingRoom ? 'waitingRoomOn' : 'waitingRoomOff');
    }
  }

  #followOwnHand(before: MeetingSnapshot | undefined, now: MeetingSnapshot): void {
    const { hand } = this.#options;
    const isUp = isOwnHandUp(now);
    if (before !== undefined && isOwnHandUp(before) && !isUp && hand.handWanted) this.#tell('handLowered');
    hand.handSeen(isUp);
  }

  #nameOf(participantId: ParticipantId): string | undefined {
    const { participants } = this.#options.client.getSnapshot();
    return participants.find((each) => each.participantId === participantId)?.name;
  }

  #tell(key: HostNotice, name?: string): void {
    this.#options.tell({ type: 'host', key, name });
  }
}

const hostOf = ({ participants }: MeetingSnapshot) => participants.find(({ role }) => role === 'host');

const isOwnHandUp = ({ self, roomState }: MeetingSnapshot) =>
  self !== undefined && roomState.hands[self.participantId] !== undefined;

function stopped(source: StoppableSource): HostNotice {
  switch (source) {
    case 'microphone': {
      return 'muted';
    }
    case 'camera': {
      return 'cameraOff';
    }
    case 'screen': {
      return 'shareStopped';
    }
    default: {
      return assertNever(source);
    }
  }
}
