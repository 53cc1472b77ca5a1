import type { ChatDown, DataLabel, MeetingInfo, ParticipantId, SignalDown } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { Chat } from './Chat.ts';
import type { Gathering } from './Gathering.ts';
import { type PeerState, sessionOf } from './peerState.ts';
import type { RoomDependencies } from './roomTypes.ts';
import { Signals } from './Signals.ts';

export type RoomTalkOptions = {
  readonly meeting: MeetingInfo;
  readonly deps: RoomDependencies;
  readonly log: Log;
  readonly routers: () => readonly MediaRouter[];
  readonly gathering: Pick<Gathering, 'members' | 'part' | 'roster'>;
};

/**
 * What goes over the DataChannels of one room: to each person over those of the router on which they sit, and to other
 * servers, whose people have channels there, over the links.
 */
export class RoomTalk {
  readonly chat: Chat;
  readonly #options: RoomTalkOptions;
  readonly #signals: Signals;

  constructor(options: RoomTalkOptions) {
    this.#options = options;
    const { meeting, deps, log, gathering } = options;
    const { members, part, roster } = gathering;
    this.chat = new Chat({
      meetingId: meeting.meetingId,
      persistence: deps.persistence,
      log,
      patienceMs: deps.limits.databaseMs,
      participants: () => [...members.keys()],
      isThere: (participantId) => roster.has(participantId),
      send: (participantId, down) => this.#sendChat(participantId, down),
      onStored: (seq) => part.pass({ type: 'chatAppended', seq }),
    });
    this.#signals = new Signals({
      sendToOthers: (from, down) => {
        this.sendHere(down, from);
        part.pass({ type: 'signal', down });
      },
    });
  }

  /** A message of a peer, which is heard while it sits here or is leaving. */
  receive(state: PeerState, label: DataLabel, message: Buffer): void {
    const session = sessionOf(state);
    if (session === undefined) return;
    const { participantId, role, info } = session.seat;
    // Who waits to be let in may do nothing but wait (DESIGN §7).
    if (role === 'waiting') return;
    if (label === 'chat') this.chat.receive({ participantId, name: info.name }, message);
    else this.#signals.receive(participantId, message);
  }

  /** To the people of this server: they have it from nowhere else, and it is not passed on. */
  sendHere(down: SignalDown, from?: ParticipantId): void {
    const { gathering, routers } = this.#options;
    const sender = from === undefined ? undefined : gathering.members.get(from)?.peer.session?.media;
    const text = JSON.stringify(down);
    for (const router of routers()) {
      const addressee = sender?.router === router ? { except: sender.subchannel } : 'everybody';
      router.channels.send('signals', text, addressee);
    }
  }

  forget(participantId: ParticipantId): void {
    this.chat.forget(participantId);
    this.#signals.forget(participantId);
  }

  close(): void {
    this.chat.close();
  }

  #sendChat(participantId: ParticipantId, down: ChatDown): void {
    const media = this.#options.gathering.members.get(participantId)?.peer.session?.media;
    media?.router.channels.send('chat', JSON.stringify(down), { to: media.subchannel });
  }
}
